"""Rules of a house's own: tables `[[pattern]]` made rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from copydesk.document.article import MASK, Article
from copydesk.document.article import Kind as BlockKind
from copydesk.errors import ConfigError
from copydesk.patterns.exceptions import NO_EXCEPTIONS, Exceptions
from copydesk.patterns.expression import ExpressionError
from copydesk.patterns.kinds import Conditional, Consistency, Existence, Hit, Kind, Occurrence, Repetition
from copydesk.patterns.letter_case import LetterCase
from copydesk.patterns.metrics import FORMULAS, Formula, FormulaError, Metric
from copydesk.patterns.rule import Definition, PatternRule, pattern_rule
from copydesk.patterns.search import Piece, Regex, View
from copydesk.patterns.swaps import Swaps
from copydesk.patterns.table import PatternTable
from copydesk.rule.finding import Edit, Fix, Safety, Severity
from copydesk.rule.kinds import match_case
from copydesk.rule.rule import Bad, FixAvailability, Good, Meta
from copydesk.text.span import Span

__all__ = ["PatternError", "house_rule"]

#: By the kind, the keys that are for it; but for repetitions, the first names it where `kind` does not.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "substitution": ("swap",),
    "consistency": ("either",),
    "conditional": ("first", "second"),
    "capitalization": ("case",),
    "metric": ("formula", "condition"),
    "occurrence": ("max", "min", "words", "pattern"),
    "repetition": ("words", "pattern"),
    "existence": ("words", "pattern"),
}
#: What each kind cannot do without.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "substitution": ("swap",),
    "consistency": ("either",),
    "conditional": ("first", "second"),
    "capitalization": ("case",),
    "metric": ("formula",),
}


#: What a message may have in braces.
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PLACEHOLDERS = ("found", "wanted")


class PatternError(ConfigError):
    """A table `[[pattern]]` that makes no rule.

    Args:
        message: what is wrong, and what is expected.
        key: which of its keys is to blame.
    """

    def __init__(self, message: str, key: str) -> None:
        super().__init__(message)
        self.key = key


def house_rule(table: PatternTable) -> type[PatternRule]:
    """The rule of a table.

    Raises:
        PatternError: it makes none.
    """
    kind = _kind_of(table)
    try:
        definition = Definition(_BUILDERS[kind](table), table.scope, _message(table), _fixes(table))
    except (ExpressionError, FormulaError) as error:
        key = next((k for k in ("pattern", "first", "formula", "swap") if getattr(table, k)), "name")
        raise PatternError(f"{key}: {error}", key) from None
    offers = table.fix is not None or bool(table.swap or table.case)
    meta = Meta(
        name=table.name,
        group=table.group,
        summary=table.message,
        since="",
        severity=Severity(table.severity),
        fix=FixAvailability.SOMETIMES if offers else FixAvailability.NEVER,
        confidence=table.confidence,
    )
    about = table.description or "A rule of the house."
    more = f"\n\nMore: <{table.link}>" if table.link else ""
    return pattern_rule(meta, f"{about}{more}", definition, _texts, tuple(_examples(table)))


def _kind_of(table: PatternTable) -> str:
    given = [key for keys in _KEYS.values() for key in keys if getattr(table, key) not in (None, (), {}, "")]
    implied = (name for name, keys in _KEYS.items() if name != "repetition" and keys[0] in given)
    kind: str = table.kind or next(implied, "occurrence" if "min" in given else "existence")
    wrong = next((key for key in given if key not in (*_KEYS[kind], "max")), None)
    if wrong:
        right = next(name for name, keys in _KEYS.items() if wrong in keys)
        raise PatternError(f"{wrong} is for a pattern of kind {right}, not {kind}", wrong)
    needed = _NEEDED.get(kind, ())
    missing = next((key for key in needed if key not in given), None)
    if missing:
        raise PatternError(f"a pattern of kind {kind} needs {missing}", "name")
    if not needed and kind != "repetition" and not (table.words or table.pattern):
        raise PatternError(f"a pattern of kind {kind} needs words or pattern", "name")
    return kind


def _source(table: PatternTable) -> str:
    """The expression of its words and its pattern."""
    parts = [
        _whole(word, table.match_case) for word in sorted(table.words, key=len, reverse=True) if word.strip()
    ]
    if table.pattern:
        parts.append(f"(?:{table.pattern})")
    return "(?m)" + "|".join(parts)


def _whole(word: str, match_case: bool = False) -> str:
    """A word or a phrase, whole, with any space between its words."""
    body = r"\s+".join(re.escape(part) for part in word.split())
    flag = "" if match_case or word != word.lower() else "i"
    before = r"\b" if word[:1].isalnum() else ""
    after = r"\b" if word[-1:].isalnum() else ""
    return f"{before}(?{flag}:{body}){after}"


def _exceptions(table: PatternTable) -> Exceptions:
    return (
        Exceptions(f"(?i){re.escape(word)}" for word in table.exceptions)
        if table.exceptions
        else NO_EXCEPTIONS
    )


def _existence(table: PatternTable) -> Kind:
    return Existence(Regex(_source(table), linear=True), _exceptions(table))


def _substitution(table: PatternTable) -> Kind:
    return Swaps(
        {found: _several(wanted) for found, wanted in table.swap.items()},
        table.match_case,
        _exceptions(table),
    )


def _several(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else wanted


def _occurrence(table: PatternTable) -> Kind:
    return Occurrence(Regex(_source(table), linear=True), table.max or 0, table.min or 0)


def _repetition(table: PatternTable) -> Kind:
    source = _source(table) if table.words or table.pattern else r"[^\s.!?,;:]+"
    pattern = Regex(source, linear=True)
    return Repetition(pattern, table.max or 0, not table.match_case, True, _exceptions(table))


def _consistency(table: PatternTable) -> Kind:
    return Consistency(
        [
            (
                Regex(f"{_whole(one)}|{_whole(other)}", linear=True),
                Regex(_whole(one), linear=True),
                Regex(_whole(other), linear=True),
            )
            for one, other in table.either.items()
        ]
    )


def _conditional(table: PatternTable) -> Kind:
    first, second = Regex(table.first or "", linear=True), Regex(table.second or "", linear=True)
    return Conditional(first, second, _exceptions(table))


def _capitalization(table: PatternTable) -> Kind:
    return LetterCase(table.case or "sentence", table.exceptions)


def _metric(table: PatternTable) -> Kind:
    formula = table.formula or ""
    return Metric(Formula(FORMULAS.get(formula, formula)), table.condition or "> 0")


_BUILDERS: Mapping[str, Callable[[PatternTable], Kind]] = {
    "existence": _existence,
    "substitution": _substitution,
    "occurrence": _occurrence,
    "repetition": _repetition,
    "consistency": _consistency,
    "conditional": _conditional,
    "capitalization": _capitalization,
    "metric": _metric,
}


def _message(table: PatternTable) -> Callable[[Hit], str]:
    unknown = next((name for name in _PLACEHOLDER.findall(table.message) if name not in _PLACEHOLDERS), None)
    if unknown:
        raise PatternError(f"message: unknown {{{unknown}}}; expected {{found}} or {{wanted}}", "message")

    def message(hit: Hit) -> str:
        found = str(hit.words[0])
        wanted = " or ".join(hit.suggestions or ())
        return table.message.replace("{found}", found).replace("{wanted}", wanted)

    return message


def _fixes(table: PatternTable) -> Callable[[Hit, str, Span], Sequence[Fix]]:
    safety = Safety(table.safety)

    def fixes(hit: Hit, words: str, span: Span) -> Sequence[Fix]:
        if table.fix == "":
            return [Fix("Delete it", (Edit(span),), safety)]
        wanted = (table.fix,) if table.fix is not None else hit.suggestions or ()
        cased = (
            match_case(words, each) if each == each.lower() and table.case is None else each
            for each in wanted
        )
        return [Fix.replace(span, each, safety) for each in cased if each != words]

    return fixes


def _examples(table: PatternTable) -> Iterator[Good | Bad]:
    for example in table.examples:
        if (example.bad is None) == (example.good is None):
            raise PatternError("an example has a bad text or a good one", "examples")
        if example.bad is not None:
            yield Bad(example.bad, fixed=example.fixed)
        elif example.good is not None:
            yield Good(example.good)


class _Views:
    """The prose of one article, block by block."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._views: dict[tuple[str, ...], View] = {}

    def view(self, scopes: Sequence[str]) -> View:
        """The pieces that some scopes select."""
        key = tuple(scopes)
        if key not in self._views:
            self._views[key] = View(list(self._pieces(key)))
        return self._views[key]

    def is_ignored(self, rule: str, start: int, words: str) -> bool:
        """Whether there is nothing to be said of some words: no prose."""
        return MASK in words

    def _pieces(self, scopes: tuple[str, ...]) -> Iterator[Piece]:
        article = self._article
        kinds = {BlockKind(scope) for scope in scopes if scope not in ("text", "sentence")}
        for block in article.prose_blocks:
            if "text" in scopes or block.kind in kinds:
                yield Piece(article.prose_of(block), block.start)
        if "sentence" in scopes:
            for sentence in article.sentences:
                yield Piece(article.prose_of(sentence), sentence.span.start)


def _texts(article: Article) -> _Views:
    return _Views(article)
