"""Verbs whose forms are easily taken for each other, of `verbs.txt`, by the classes that frames may name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from copydesk import lazy_pattern

__all__ = ["verb_classes"]

_FOLDER = Path(__file__).parent
_VERB_CLASSES = ("base", "third", "gerund", "past", "perfect", "participle", "regular")
#: Verbs that double their last letter before “-ing”.
_DOUBLES = lazy_pattern(r"[^aeiou]+[aeiou][^aeiouwxy]|begin|forget|submit|occur|prefer|refer")


@cache
def verb_classes() -> Mapping[str, Mapping[str, str]]:
    """By the name of a class, its forms of verbs, each with the one that may be meant by it."""
    classes: dict[str, dict[str, str]] = {name: {} for name in _VERB_CLASSES}
    table = (_FOLDER / "verbs.txt").read_text(encoding="utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("# "))
    for verb in " ".join(lines).split():
        base, *forms = verb.split(":")
        past = forms[0] if forms else _past(base)
        participle = forms[-1] if forms else past
        classes["base"][base] = base
        classes["third"][_third(base)] = base
        classes["gerund"][_gerund(base)] = base
        classes["past"][past] = base
        if participle != base:
            classes["participle"][participle] = participle
        if past != participle:
            classes["perfect"][past] = participle
        if past == _past(base):
            classes["regular"][base] = participle
    return classes


def _third(base: str) -> str:
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in "aeiou":
        return f"{base[:-1]}ies"
    return f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{base}s"


def _past(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    return f"{base[:-1]}ied" if base.endswith("y") and base[-2] not in "aeiou" else f"{base}ed"


def _gerund(base: str) -> str:
    if base.endswith("e") and not base.endswith("ee"):
        return f"{base[:-1]}ing"
    return f"{base}{base[-1] if _DOUBLES.fullmatch(base) else ''}ing"
