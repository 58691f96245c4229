"""The ledger: names and terms as an archive spells them, and which spellings are likely slips for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from copydesk.config import Config, Selection, make_rules
from copydesk.document.article import Article
from copydesk.rule.plugins import Registry
from copydesk.rule.rule import Named, Rule

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["SURE", "LedgerEntry", "learn", "names_of", "naming_rules"]

#: So likely a slip must be to be a conflict, and to be sure.
_LIKELY, SURE = 0.5, 0.85
#: How sure it is of a spelling that a house has dropped.
_UNSURE = 0.6
#: A spelling stands in so many times as many articles as a slip for it.
_OFTENER = 2
#: So many articles make a spelling a habit, which a house may have dropped.
_HABIT = 3
#: What more names share says nothing of any two of them.
_MAX_SHARED = 100

_ENTRIES = """
CREATE OR REPLACE TABLE state.ledger AS
  SELECT row_number() OVER () AS number, * FROM (
    SELECT n.name,
      arg_max(n.kind, CASE n.kind WHEN 'term' THEN 1e9 WHEN 'name' THEN 0 ELSE n.count END) AS kind,
      sum(n.count)::BIGINT AS count, count(*) AS articles,
      min(year(a.published)) AS first_year, max(year(a.published)) AS last_year
    FROM state.names AS n JOIN state.articles AS a USING (article) GROUP BY n.name)
"""
# Two names share a key when their letters are the same, or are after one letter other than the first is left
# out of one or both (the symmetric deletes of SymSpell, Wolf Garbe, MIT), or, of names of several words, when
# the consonants are.
_KEYS = """
CREATE OR REPLACE TEMP TABLE keys AS
  WITH folded AS (
    SELECT number, articles, name, kind, strip_accents(lower(name)) AS whole,
      regexp_replace(whole, '[^\\pL\\pN]', '', 'g') AS letters,
      regexp_replace(whole, '([^ ])[aeiouyh]+', '\\1', 'g') AS heard
    FROM state.ledger)
  SELECT number, articles, unnest(list_distinct(list_concat(
    [hash(letters)],
    CASE WHEN length(letters) > 4 THEN list_transform(
      range(2, length(letters) + 1), lambda i: hash(letters[:i - 1] || letters[i + 1:])) ELSE [] END,
    CASE WHEN kind = 'person' AND length(heard) > 6 THEN [hash(
      array_to_string(list_filter(string_split(heard, ''), lambda c, i: i = 1 OR c != heard[i - 1]), ''))]
    ELSE [] END))) AS key
  FROM folded
"""
_PAIRS = f"""
  WITH usual AS (
    SELECT * FROM keys WHERE articles >= {_OFTENER}
    QUALIFY count(*) OVER (PARTITION BY key) <= {_MAX_SHARED})
  SELECT o.name, o.kind, o.count, o.articles, o.first_year, o.last_year,
    u.name, u.kind, u.count, u.articles, u.first_year, u.last_year
  FROM (
    SELECT DISTINCT odd.number AS odd, usual.number AS usual FROM keys AS odd JOIN usual USING (key)
    WHERE usual.articles >= {_OFTENER} * odd.articles AND usual.number != odd.number) AS p
  JOIN state.ledger AS o ON o.number = p.odd JOIN state.ledger AS u ON u.number = p.usual
"""
_TOGETHER = """
  SELECT c.name, count(*) FROM state.conflicts AS c JOIN state.names AS o ON o.name = c.name
  JOIN state.names AS u ON u.article = o.article AND u.name = c.preferred GROUP BY c.name
"""


class LedgerEntry(Struct, frozen=True):
    """A spelling as the archive has it.

    Attributes:
        kind: see `Named`.
        count: how often it stands there.
        articles: in how many.
        first_year, last_year: of their dates; None where they have none.
    """

    name: str
    kind: str
    count: int
    articles: int
    first_year: int | None
    last_year: int | None

    @property
    def named(self) -> Named:
        """As a rule asked for names gives it."""
        return Named(self.name, self.kind, self.count)


#: How sure the surest pair of each odd spelling is, that spelling, and the usual one.
_Best = dict[str, tuple[float, LedgerEntry, LedgerEntry]]


def naming_rules(registry: Registry, config: Config) -> tuple[Rule[Any], ...]:
    """The rules that know names or terms, whatever is selected."""
    names = tuple(name for name, rule in registry.rules.items() if rule.named is not Rule.named)
    return make_rules(registry, config, Selection(select=names)) if names else ()


def names_of(article: Article, rules: Sequence[Rule[Any]]) -> Iterator[Named]:
    """The names and terms of an article, by the rules that know any."""
    for rule in rules:
        yield from rule.named(article.in_language(rule.meta.language) if rule.meta.language else article)


def learn(db: DuckDBPyConnection, rules: Sequence[Rule[Any]]) -> None:
    """Add up what the articles have of names and terms, and find the spellings that are likely slips.

    Args:
        db: of the audit.
        rules: those that know names or terms.
    """
    db.execute(_ENTRIES)
    db.execute("CREATE OR REPLACE TABLE state.conflicts (name VARCHAR, preferred VARCHAR, confidence DOUBLE)")
    db.execute(_KEYS)
    best: _Best = {}
    for odd, usual in _pairs(db):
        if (odd.kind == "term") != (usual.kind == "term"):
            continue
        alike = max((rule.same_name(odd.named, usual.named) for rule in rules), default=0.0)
        times = usual.articles / odd.articles
        sure = alike * times / (times + 1)
        if sure >= _LIKELY and sure > best.get(odd.name, (0.0,))[0]:
            best[odd.name] = (sure, odd, usual)
    db.execute("DROP TABLE keys")
    columns = [list(column) for column in zip(*_settled(best), strict=True)]
    if columns:
        db.execute("INSERT INTO state.conflicts SELECT unnest(?), unnest(?), unnest(?)", columns)
    together = db.execute(_TOGETHER).fetchall()
    db.execute(
        "DELETE FROM state.conflicts WHERE name IN (SELECT unnest(?))", [list(_others(best, together))]
    )


def _others(best: _Best, together: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Who stands beside the usual spelling in every article, and not once by a slip: another of that name."""
    for name, articles in together:
        odd = best[name][1] if name in best else None
        if odd and odd.articles == articles > 1 and odd.count >= 2 * articles:
            yield name


def _pairs(db: DuckDBPyConnection) -> Iterator[tuple[LedgerEntry, LedgerEntry]]:
    rows = db.execute(_PAIRS)
    while some := rows.fetchmany(1000):
        for row in some:
            yield LedgerEntry(*row[:6]), LedgerEntry(*row[6:])


def _settled(best: _Best) -> Iterator[tuple[str, str, float]]:
    """Each odd spelling with the one that the house prefers, and how sure that is."""
    for name, (sure, odd, usual) in best.items():
        while usual.name in best:
            usual = best[usual.name][2]
        if _was_dropped(usual, odd):
            # The house has changed its mind: what stood oftener, stood before.
            if usual.name not in best:
                yield usual.name, odd.name, min(sure, _UNSURE)
        else:
            yield name, usual.name, round(sure, 3)


def _was_dropped(usual: LedgerEntry, odd: LedgerEntry) -> bool:
    if usual.last_year is None or odd.last_year is None:
        return False
    return odd.articles >= _HABIT and odd.last_year > usual.last_year + 1
