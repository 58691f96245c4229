"""What a rule of Vale says of a hit, and what its action makes a fix."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from copydesk.patterns.kinds import Hit
from copydesk.rule.finding import Edit, Fix, Safety
from copydesk.rule.kinds import match_case
from copydesk.text.span import Span
from copydesk.vale.actions import ARITY, edit, options, sentence_list
from copydesk.vale.yaml_rules import RuleTable

__all__ = ["Message"]

_VERB = re.compile(r"%(?:\[(\d+)\])?([svqd%])")
_ACTIONS = ("replace", "remove", "edit", "suggest", "convert")


def filled(message: str, words: Sequence[object]) -> str:
    """A message with words in the place of each `%s`, as Go fills it in."""
    given = iter(words)

    def word(match: re.Match[str]) -> str:
        if match[2] == "%":
            return "%"
        if match[1]:
            index = int(match[1]) - 1
            value: object = words[index] if index < len(words) else ""
        else:
            value = next(given, "")
        return f'"{value}"' if match[2] == "q" else str(value)

    return _VERB.sub(word, message).replace("\n", " ")


class Message:
    """Fills in the message of a rule, and makes fixes of its action.

    Args:
        rule: as its file says it.
        kind: its extension point.

    Raises:
        DataError: the action is none.
    """

    def __init__(self, rule: RuleTable, kind: str) -> None:
        self._message = rule.text_of("message")
        action = rule.table.get("action") or {}
        self._name = str(action.get("name", ""))
        if self._name and self._name not in _ACTIONS:
            raise rule.fail(f"action: {self._name[:40]!r} is none of {', '.join(_ACTIONS)}", "action")
        self._parameters = _flat(action.get("params") or [])
        self._steps = _steps(rule, self._parameters) if self._name == "edit" else []
        self._match_case, self._capitalize = rule.flag("matchcase"), rule.flag("capitalize")
        self._is_substitution = kind == "substitution"
        if self._is_substitution and self._name == "replace" and not self._parameters:
            for mark in ("'%s'", '"%s"'):  # the words come with their own
                if self._message.count(mark) == 2:
                    self._message = self._message.replace(mark, "%s", 1)
        self._wanted: Callable[[Hit, str], tuple[str, ...]] = (
            self._swapped if self._is_substitution else self._acted
        )

    def text(self, hit: Hit) -> str:
        """What is said of a hit."""
        words = hit.words
        if self._is_substitution:
            found = str(words[0])
            if self._name == "replace":
                wanted = sentence_list(self._swapped(hit, found)) if not self._parameters else ""
            else:
                wanted = _recased(self._one(hit, found), found)
            return filled(self._message, (wanted, found))
        if self._name and self._name != "suggest" and len(words) == 1:
            found = str(words[0])
            made = self._acted(hit, found)
            wanted = made[0] if len(made) == 1 else sentence_list(made) if made else found
            return filled(self._message, (found, wanted))
        return filled(self._message, words)

    def fixes(self, hit: Hit, words: str, span: Span) -> Sequence[Fix]:
        """What is offered for a hit."""
        if not self._name:
            if not self._is_substitution:
                return ()
            wanted: Sequence[str] = (_recased(self._one(hit, words), words),)
            wanted = [w for w in wanted if w and not any(c in w for c in r"\[](){}*+?^$|")]
            return [Fix.replace(span, w, Safety.DISPLAY) for w in wanted if w != words]
        return [_fix(words, each, span) for each in self._wanted(hit, words) if each != words]

    def _one(self, hit: Hit, found: str) -> str:
        wanted = hit.suggestions[0] if hit.suggestions else ""
        return _capital(wanted) if self._capitalize and found[:1] == found[:1].upper() else wanted

    def _swapped(self, hit: Hit, found: str) -> tuple[str, ...]:
        made = options(self._one(hit, found)) if not self._parameters else tuple(self._parameters)
        if self._capitalize and found[:1] == found[:1].upper():
            made = tuple(map(_capital, made))
        return tuple(match_case(found, each) for each in made) if self._match_case else made

    def _acted(self, hit: Hit, found: str) -> tuple[str, ...]:
        if self._name == "replace":
            made = tuple(self._parameters) or hit.suggestions or ()
            return tuple(match_case(found, each) for each in made) if self._match_case else made
        if self._name == "remove":
            return ("",)
        if self._name == "edit":
            changed = edit(found, self._steps)
            return () if changed is None else (changed,)
        return ()


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _fix(words: str, wanted: str, span: Span) -> Fix:
    """The fix that puts words in the place of others; white space around these stays."""
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    if wanted:
        return Fix.replace(Span(start, end) if wanted == wanted.strip() else span, wanted, Safety.UNSAFE)
    after = words[len(words.rstrip()) :]
    return Fix("Delete it", (Edit(Span(start, span.end if after else end)),), Safety.UNSAFE)


def _recased(wanted: str, found: str) -> str:
    """An expression of a vocabulary as the word that it stands for: `OAuth2?` as `OAuth`."""
    spelled = re.sub(r"\\(.)", r"\1", wanted)
    for each in (spelled.replace("?", ""), re.sub(r".\?", "", spelled)):
        if each.lower() == found.lower():
            return each
    return wanted


def _flat(parameters: object) -> list[str]:
    flat: list[str] = []
    for each in parameters if isinstance(parameters, list) else [parameters]:
        flat += map(str, each) if isinstance(each, list) else [str(each)]
    return flat


def _steps(rule: RuleTable, parameters: Sequence[str]) -> list[list[str]]:
    steps, at = [], 0
    while at < len(parameters):
        name = parameters[at]
        if name not in ARITY:
            raise rule.fail(f"action: unknown edit {name[:40]!r}", "action")
        end = at + 1 + ARITY[name]
        if end > len(parameters):
            raise rule.fail(f"action: {name} takes {ARITY[name]} parameters", "action")
        steps.append(list(parameters[at:end]))
        at = end
    if not steps:
        raise rule.fail("action: edit needs a step: params: [remove, '.']", "action")
    return steps
