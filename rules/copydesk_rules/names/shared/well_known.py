"""Names that any reader knows, and the near misses of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from copydesk import Article
from copydesk_rules.names.shared.mentions import deletions, is_known_name, mentions
from copydesk_rules.names.shared.spelling import Edit, Spelling
from copydesk_rules.wording.lexicon import is_word

__all__ = ["brands", "is_demonym", "near_misses", "well_known_kind", "well_known_names"]

#: What stands oftener is the article's own name.
_FEW = 3
_TRANSPOSED, _DOUBLED, _OTHER = 6, 7, 8


@cache
def _lists() -> dict[str, str]:
    """Each kind of name in `well_known.txt` with what stands on its lines."""
    kinds: defaultdict[str, str] = defaultdict(str)
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        kind, _, names = line.partition(" ")
        kinds[kind] += f"{names}, "
    return kinds


@cache
def brands() -> dict[str, str]:
    """The names of companies and products, by what they are in lower case."""
    return {name.lower(): name for name in _lists()["brand"].replace(",", " ").split()}


def well_known_names() -> list[str]:
    """The places, peoples, days and months."""
    return _lists()["name"].replace(",", " ").split()


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    """Countries and continents, as they stand in running text, and their demonyms."""
    table = (Path(__file__).parents[2] / "wording" / "demonyms.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    demonyms = (demonym.rstrip("*") for row in rows for demonym in row[1:])
    return frozenset(row[0].removeprefix("the ") for row in rows), frozenset(demonyms)


def well_known_kind(name: str) -> str | None:
    """What a name is that any reader knows: "place" or "organisation"; None where it is neither."""
    if name in _countries()[0]:
        return "place"
    return "organisation" if brands().get(name.lower()) == name else None


def is_demonym(name: str) -> bool:
    """Whether a word is of what belongs to a country."""
    return name.removesuffix("s") in _countries()[1] or name in _countries()[1]


@cache
def _well_known() -> dict[str, frozenset[str]]:
    """The names, each with the first names that it goes with; the others go with any."""
    anybodys = (_lists()["name"] + _lists()["brand"]).replace(",", " ").split()
    names = dict.fromkeys(anybodys, frozenset[str]())
    for full in _lists()["person"].split(", "):
        first, _, surname = full.strip(", ").partition(" ")
        if surname:
            names[surname] = names.get(surname, frozenset()) | {first}
    return names


@cache
def _files() -> dict[str, list[str]]:
    files: defaultdict[str, list[str]] = defaultdict(list)
    for name in _well_known():
        for key in deletions(name):
            files[key].append(name)
    return dict(files)


def near_misses(article: Article, names: Collection[str]) -> Iterator[tuple[Spelling, str]]:
    """The names of the article that are a slip away from one that any reader knows, each with that one."""
    pairs = {}
    files, known = _files(), _well_known()
    for name in names:
        if len(name) < _TRANSPOSED - 1 or name in known:
            continue
        for key in deletions(name):
            for right in files.get(key, ()):
                if _is_slip(article, name, right):
                    pairs[name] = right
    if pairs:
        for name, at in mentions(article, pairs).items():
            spelling, firsts = Spelling(name, at), known[pairs[name]]
            if firsts:  # a surname alone may be anybody's: “a Merkle tree”
                is_other = not (spelling.befores <= firsts and (spelling.befores or spelling.titles))
            else:
                is_other = any(map(is_known_name, spelling.befores))
            if len(at) <= _FEW and not is_other:
                yield spelling, pairs[name]


def _is_slip(article: Article, odd: str, right: str) -> bool:
    """Whether a name is one slip of the fingers away from a known one, and no name or word itself."""
    if odd.isupper() or is_known_name(odd) or article.vocabulary[odd.lower()]:
        return False
    edit = Edit.between(odd, right)
    if edit is None or edit.is_form:
        return False
    if edit.transposition:
        least = _TRANSPOSED
    elif edit.doubling:
        least = _DOUBLED
    elif edit.final or not (edit.addition or edit.vowel_change):
        return False
    else:
        least = _OTHER
    return len(right) >= least and not (odd.isascii() and is_word(odd.lower()))
