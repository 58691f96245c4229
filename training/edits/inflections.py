"""The forms of words, from how often the training text has them.

Kinds of forms: B base or singular, S with -s, D past and participle alike, P past, N participle, G with
-ing, L adverb.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from copydesk_rules.wording.grammar import frames

__all__ = ["KINDS", "inflections"]

KINDS = "BSDGPNL"
#: A base that is used less often tells nothing, nor does a form.
_LEAST_BASE, _LEAST_FORM = 400, 120
_NOUNS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "life": "lives",
    "wife": "wives",
    "leaf": "leaves",
    "half": "halves",
    "shelf": "shelves",
    "foot": "feet",
    "tooth": "teeth",
}
#: Bases that are also a form of another word, or forms that only look like one.
_ODD = "shed feed seed heed need bed red come become overcome less miss pass mass boss class"
_NOT_FORMS = frozenset(_ODD.split())
_FUNCTION = """
the a an to of be in on for at with as by is are it and from that has have had was were been this these those
its his her their our my your not but or if so than then will would can could may might must shall should do
does did who which what when where while without also very more most much many one two other others another
such some any all no nor
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
_DOUBLES = re.compile(r".*[^aeiou][aeiou][bdfglmnprtvk]$")


def inflections(counts: Mapping[str, int], verbs: frozenset[str]) -> list[dict[str, str]]:
    """A row of forms a word, by kind.

    Under `_` are the kinds whose form is of no other word; a `v` marks words that are only verbs.

    Args:
        counts: how often each word stands in lower case.
        verbs: bases that the text uses as a verb and nothing else.
    """
    rows = [row for base in counts if (row := _row(base, counts))]
    owners: dict[str, list[tuple[int, str]]] = {}
    for i, row in enumerate(rows):
        for kind, form in row.items():
            owners.setdefault(form, []).append((i, kind))
    found = []
    for i, row in enumerate(rows):
        own = "".join(kind for kind, form in row.items() if _owner(form, owners[form]) == (i, kind))
        if own and counts[row["B"]] >= _LEAST_FORM:
            found.append({**row, "_": own, **({"v": "1"} if row["B"] in verbs else {})})
    return found


def _owner(form: str, owners: list[tuple[int, str]]) -> tuple[int, str] | None:
    """Whose form a word is, if that is clear."""
    if form in _NOT_FORMS:
        owners = [owner for owner in owners if owner[1] == "B"]
    elif len(owners) > 1:
        owners = [owner for owner in owners if owner[1] != "B"]
    return owners[0] if len(owners) == 1 else None


def _row(base: str, counts: Mapping[str, int]) -> dict[str, str]:
    irregular = _irregular().get(base)
    if not irregular and (counts[base] < _LEAST_BASE or not base.isalpha() or len(base) < 3):
        return {}
    if base in _FUNCTION_WORDS:
        return {}
    forms = {"B": base, "S": _NOUNS.get(base) or _with_s(base), "G": max(_with_ing(base), key=_of(counts))}
    if irregular and irregular[0] != irregular[1]:
        forms["P"], forms["N"] = irregular
    else:
        forms["D"] = irregular[0] if irregular else max(_with_ed(base), key=_of(counts))
    if not base.endswith("ly"):
        forms["L"] = _with_ly(base)
    found = {kind: form for kind, form in forms.items() if counts.get(form, 0) >= _LEAST_FORM}
    return found if len(found) > 1 and "B" in found else {}


def _of(counts: Mapping[str, int]) -> Callable[[str], int]:
    return lambda word: counts.get(word, 0)


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    """By base: the past and the participle of irregular verbs."""
    lines = Path(frames.__file__).with_name("verbs.txt").read_text(encoding="utf-8").splitlines()
    found: dict[str, tuple[str, str]] = {}
    for verb in " ".join(line for line in lines if not line.startswith("# ")).split():
        base, *forms = verb.split(":")
        if forms and not forms[0].endswith("ed"):
            found[base] = forms[0], forms[-1]
    return found


def _with_s(word: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", word):
        return f"{word}es"
    return f"{word[:-1]}ies" if re.search(r"[^aeiou]y$", word) else f"{word}s"


def _with_ed(word: str) -> list[str]:
    if word.endswith("e"):
        return [f"{word}d"]
    if re.search(r"[^aeiou]y$", word):
        return [f"{word[:-1]}ied"]
    return [f"{word}ed", f"{word}{word[-1]}ed"] if _DOUBLES.match(word) else [f"{word}ed"]


def _with_ing(word: str) -> list[str]:
    if word.endswith("ie"):
        return [f"{word[:-2]}ying"]
    if word.endswith("e") and not word.endswith("ee"):
        return [f"{word[:-1]}ing"]
    return [f"{word}ing", f"{word}{word[-1]}ing"] if _DOUBLES.match(word) else [f"{word}ing"]


def _with_ly(word: str) -> str:
    if word.endswith("ic"):
        return f"{word}ally"
    if re.search(r"[^l]le$", word):
        return f"{word[:-1]}y"
    return f"{word[:-1]}ily" if re.search(r"[^aeiou]y$", word) else f"{word}ly"
