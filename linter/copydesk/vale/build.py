"""Rules of Vale as patterns: each extension point made a kind, with the edges and flags that Vale sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from copydesk.patterns.exceptions import NO_EXCEPTIONS, Exceptions
from copydesk.patterns.expression import ExpressionError
from copydesk.patterns.kinds import (
    Conditional,
    Consistency,
    Existence,
    Kind,
    Occurrence,
    Repetition,
    Substitution,
    Swap,
)
from copydesk.patterns.metrics import Formula, FormulaError, Metric, readability
from copydesk.patterns.rule import Definition
from copydesk.patterns.search import Regex, Searched, literal
from copydesk.vale.actions import options
from copydesk.vale.casing import Capitalization, sentence_case, title_case
from copydesk.vale.messages import Message
from copydesk.vale.sentences import is_one_sentence
from copydesk.vale.spelling import spelling
from copydesk.vale.vocabulary import Vocabulary
from copydesk.vale.words import Words
from copydesk.vale.yaml_rules import RuleTable

__all__ = ["Surroundings", "definition"]

_WORD = r"(?m)\b(?:%s)\b"
_ANY = "(?m)(?:%s)"
#: From this many plain words on a list is looked up, not compiled.
_MANY = 1_000


class Surroundings(Struct, frozen=True):
    """What a rule is made with besides its own file.

    Attributes:
        vocabulary: the words that the house accepts and rejects.
        word_template: an expression with `%s`, for words; "" for Vale's own.
        asset: the path of a file that a rule names, or None where there is none.
    """

    vocabulary: Vocabulary = Vocabulary()
    word_template: str = ""
    asset: Callable[[str], Any] = lambda name: None


def definition(rule: RuleTable, around: Surroundings) -> Definition:
    """A rule of Vale as a definition.

    Raises:
        DataError: something in it cannot be used.
    """
    kind_name = rule.table["extends"]
    try:
        kind = _BUILDERS[kind_name](rule, around)
        message = Message(rule, kind_name)
    except (ExpressionError, FormulaError) as error:
        key = next(
            (k for k in ("tokens", "swap", "token", "first", "match", "formula") if k in rule.table), None
        )
        raise rule.fail(f"{key or kind_name}: the expression cannot be used: {error}", key) from None
    scopes = tuple(rule.texts("scope")) or _default_scope(kind_name)
    return Definition(kind, scopes, message.text, message.fixes, int(rule.number("limit")))


def _default_scope(kind: str) -> tuple[str, ...]:
    return {"metric": ("summary",), "readability": ("summary",), "sequence": ("sentence",)}.get(
        kind, ("text",)
    )


def _exceptions(rule: RuleTable, around: Surroundings, vocab: bool = True) -> Exceptions:
    terms: list[str] = rule.texts("exceptions")
    if vocab and rule.flag("vocab", default=True):
        if not terms:
            return around.vocabulary.exceptions
        terms += around.vocabulary.accepted
    try:
        return Exceptions(terms) if terms else NO_EXCEPTIONS
    except ExpressionError as error:
        raise rule.fail(f"exceptions: the expression cannot be used: {error}", "exceptions") from None


def _template(around: Surroundings, nonword: bool, ignore_case: bool) -> str:
    template = _ANY if nonword else around.word_template or _WORD
    return ("(?i)" if ignore_case else "") + template


def _filled(template: str, body: str) -> str:
    return template.replace("%s", body, 1)


def _existence(rule: RuleTable, around: Surroundings) -> Kind:
    tokens = [token for token in rule.texts("tokens") if token.strip()]
    raw = "".join(rule.texts("raw"))
    nonword, ignore_case = rule.flag("nonword"), rule.flag("ignorecase")
    exceptions = _exceptions(rule, around, vocab=not nonword)
    if len(tokens) > _MANY and not raw and not nonword and all(map(literal, tokens)):
        return Existence(Words(tokens, ignore_case), exceptions)
    template = _filled(_template(around, nonword or not tokens, False), "|".join(tokens))
    source = template + raw if rule.flag("append") else raw + template
    if rule.flag("append") or not raw:
        source = template + raw
    return Existence(Regex(("(?i)" if ignore_case else "") + source), exceptions)


def _substitution(rule: RuleTable, around: Surroundings) -> Kind:
    swap = rule.mapping("swap")
    ignore_case, nonword = rule.flag("ignorecase"), rule.flag("nonword")
    return substitution(
        swap,
        around,
        ignore_case,
        nonword,
        _exceptions(rule, around),
        replaces=_action(rule) == "replace",
        capitalize=rule.flag("capitalize"),
    )


def _action(rule: RuleTable) -> str:
    action = rule.table.get("action") or {}
    return str(action.get("name", ""))


def substitution(
    swap: Mapping[str, str],
    around: Surroundings,
    ignore_case: bool,
    nonword: bool,
    exceptions: Exceptions,
    replaces: bool = False,
    capitalize: bool = False,
) -> Substitution:
    """A substitution as Vale makes it of a table.

    Args:
        swap: by expression, what is wanted; where an action replaces, several with `|` between them.
        around: what rules are made with.
        ignore_case: whether case counts for nothing.
        nonword: whether the edges of words count for nothing.
        exceptions: what is right though it matches.
        replaces: whether an action puts what is wanted there.
        capitalize: whether what is wanted gets a capital where what was found has one.
    """
    swaps = [Swap(found, swap[found]) for found in sorted(swap, key=len, reverse=True)]
    template = _template(around, nonword, ignore_case)

    def one(found: str) -> str:
        return _filled(template, found)

    def is_right(wanted: str, found: str) -> bool:
        if capitalize and found[:1] == found[:1].upper():
            wanted = wanted[:1].upper() + wanted[1:]
        if replaces:
            return found in options(wanted)
        return _conforms(wanted, found)

    pattern: Searched
    if len(swaps) > _MANY and not nonword and all(literal(each.found) for each in swaps):
        pattern = Words([each.found for each in swaps], ignore_case)
    else:
        pattern = Regex(_filled(template, "|".join(f"({each.found})" for each in swaps) or "(?!)"))
    return Substitution(pattern, swaps, one, ignore_case, exceptions, is_right)


def _conforms(wanted: str, found: str) -> bool:
    """Whether what was found is what is wanted; that may be an expression, as in a vocabulary."""
    if literal(wanted):
        return wanted == found
    try:
        return Regex(f"^(?:{wanted})$").search(found)
    except ExpressionError:
        return wanted == found


def _occurrence(rule: RuleTable, around: Surroundings) -> Kind:
    pattern = Regex(("(?i)" if rule.flag("ignorecase") else "") + f"(?:{rule.text_of('token')})")
    return Occurrence(pattern, int(rule.number("max")), int(rule.number("min")))


def _repetition(rule: RuleTable, around: Surroundings) -> Kind:
    ignore_case = rule.flag("ignorecase")
    pattern = Regex(("(?i)" if ignore_case else "") + f"({'|'.join(rule.texts('tokens'))})")
    exceptions = _exceptions(rule, around)
    most, alpha = int(rule.number("max")), rule.flag("alpha")
    return Repetition(pattern, most, ignore_case, alpha, exceptions, is_one_sentence)


def _consistency(rule: RuleTable, around: Surroundings) -> Kind:
    template = _template(around, rule.flag("nonword"), rule.flag("ignorecase"))
    pairs = [
        (
            Regex(_filled(template, f"(?:{one})|(?:{other})")),
            Regex(_filled(template, f"^(?:{one})$")),
            Regex(_filled(template, f"^(?:{other})$")),
        )
        for one, other in rule.mapping("either").items()
    ]
    return Consistency(pairs)


def _conditional(rule: RuleTable, around: Surroundings) -> Kind:
    if rule.text_of("in"):
        raise rule.fail("in: another scope of a View is not looked at", "in")
    return Conditional(Regex(rule.text_of("first")), Regex(rule.text_of("second")), _exceptions(rule, around))


def _capitalization(rule: RuleTable, around: Surroundings) -> Kind:
    exceptions = _exceptions(rule, around)
    vocabulary = rule.texts("exceptions")
    if rule.flag("vocab", default=True):
        vocabulary += around.vocabulary.accepted
    vocabulary.sort(key=len, reverse=True)
    threshold, prefix = rule.number("threshold") or 0.8, rule.text_of("prefix")
    match = rule.text_of("match")
    if match == "$sentence":
        convert = sentence_case(vocabulary, tuple(rule.texts("indicators")), prefix)
    elif match == "$title":
        convert = title_case(vocabulary, rule.text_of("style"), prefix)
    elif match in ("$lower", "$upper"):
        return Capitalization(str.lower if match == "$lower" else str.upper, None, exceptions, vocabulary)
    else:
        return Capitalization(None, Regex(match), exceptions, vocabulary)
    return Capitalization(convert, None, exceptions, vocabulary, threshold)


def _metric(rule: RuleTable, around: Surroundings) -> Kind:
    return Metric(Formula(rule.text_of("formula")), rule.text_of("condition"))


def _readability(rule: RuleTable, around: Surroundings) -> Kind:
    return readability(rule.texts("metrics"), rule.number("grade"))


def _spelling(rule: RuleTable, around: Surroundings) -> Kind:
    return spelling(rule, around.vocabulary, around.asset)


def _unread(rule: RuleTable, around: Surroundings) -> Kind:
    kind = rule.table["extends"]
    why = "programs are not run" if kind == "script" else "parts of speech are not known here"
    raise rule.fail(f"rules of {kind} are skipped: {why}", "extends")


_BUILDERS: Mapping[str, Callable[[RuleTable, Surroundings], Kind]] = {
    "capitalization": _capitalization,
    "conditional": _conditional,
    "consistency": _consistency,
    "existence": _existence,
    "metric": _metric,
    "occurrence": _occurrence,
    "readability": _readability,
    "repetition": _repetition,
    "script": _unread,
    "sequence": _unread,
    "spelling": _spelling,
    "substitution": _substitution,
}
