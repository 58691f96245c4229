"""Frames: a few words side by side that no sentence can have so, with what has to change.

A file of frames has a frame a line, and under it sentences that show it:

    @own = my your his her its our their    a class of words; `@own` stands for it from there on
    next {+to} @own                         a frame: elements in a row, one or more of them to be changed
      - The gun lay next his bed.           an example: wrong
      = The gun lay next to his bed.        and mended
      + What came next his wife tells.      an example: right as it stands

The elements are those of `copydesk_rules.wording.shared.elements`; `$` stands for either end of a sentence,
`@start` and `@end` for one or the marks that may stand there. What is in braces changes the text:

    {+to}           “to” is missing here
    {-on}           this word is surplus
    {has:have}      this word should be the one behind the colon; a class may hold such pairs

The classes of `forms.py`, as `@noun.singular`, are of the whole vocabulary; `{@noun.singular:plural}` has
another form in a word's place. A word is matched in lower case, or with the capital of the start of a
sentence; elsewhere that is a name.
`verbs.txt` holds the verbs of these classes: `@base`; `@participle`, those that are no base; and as pairs
`@third` (goes:go), `@gerund` (going:go), `@past` (went:go), `@perfect` (went:gone, where the two differ) and
`@regular` (create:created). A line that begins with `# ` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import compress
from math import inf
from pathlib import Path
from typing import Literal

from msgspec import Struct

from copydesk import MASK, Article, Edit, Span, lazy_pattern, match_case
from copydesk_rules.wording.grammar.forms import Forms, letters_of, parse_form_element
from copydesk_rules.wording.grammar.verbs import verb_classes
from copydesk_rules.wording.shared.elements import EDGE, Element, follow, forms_of, parse_element
from copydesk_rules.wording.shared.indefinite import article_for

__all__ = ["Frame", "Frames", "Match", "load_frames", "parse_frames", "text_of"]

_FOLDER = Path(__file__).parent
# The first alternative is there for speed: most words are ASCII letters with a space behind them.
_TOKEN = lazy_pattern(r"[a-zA-Z]++(?= )|[^\W_]++(?:[-'.][^\W_]++|,\d++)*+|[^\w\s]|_")
_EXAMPLE = lazy_pattern(r"^  .*\n?", re.MULTILINE)
_OPENING = "“"
#: The ends of a sentence, with the marks that may stand there.
_ENDS = {"start": (EDGE, _OPENING), "end": (EDGE, ".", "!", "?", "…")}
#: What joins a token to something that is more than the word: a compound, a path, a handle.
_GLUE = frozenset("-/\\@#_&=" + MASK)
#: Words so frequent that a frame is better looked for by another of its words.
_FREQUENT = frozenset(
    (".", ",", "the", "of", "and", "to", "a", "in", "is", "that", "for", "on", "with", "as", "was")
)

_Kind = Literal["context", "missing", "surplus", "changed"]
_KINDS: Mapping[str, _Kind] = {"+": "missing", "-": "surplus"}


class Match(Struct, frozen=True):
    """Where a frame was found.

    Attributes:
        span: of the words that it names.
        edits: what mends it.
        word: the first word that is missing, surplus, or put for a wrong one.
        meant: the words of `span` as they should be.
    """

    span: Span
    edits: tuple[Edit, ...]
    word: str
    meant: str


class _Slot(Struct, frozen=True, dict=True):
    """One place of a frame.

    Attributes:
        element: what stands there; what never does, where a word is missing.
        kind: what is wrong there.
        meant: the word that each of the element's should be; of a missing one, itself.
    """

    element: Element
    kind: _Kind = "context"
    meant: Mapping[str, str] = {}

    @cached_property
    def cost(self) -> float:
        """How many places of a text have to be looked at to find it; infinite where it tells none."""
        words = self.element.needed
        if not words or EDGE in words:
            return inf
        return len(words) + 300 * len(words & _FREQUENT)


#: Words one of which stands beside another; None where others may.
_Beside = frozenset[str] | None
_Places = list[tuple[_Slot, int]]


class Frame(Struct, frozen=True, dict=True):
    """Words in a row, and what has to change in them.

    Attributes:
        source: the line.
        slots: of it.
        wrong: sentences in which it is found, each with what it should be.
        right: sentences that it leaves alone.
    """

    source: str
    slots: tuple[_Slot, ...]
    wrong: list[tuple[str, str]]
    right: list[str]

    @cached_property
    def key(self) -> int:
        """The index of the slot that is looked for."""
        return min(range(len(self.slots)), key=lambda i: self.slots[i].cost)

    @property
    def key_words(self) -> frozenset[str]:
        """The words of that slot."""
        return self.slots[self.key].element.words

    @cached_property
    def beside(self) -> tuple[_Beside, _Beside]:
        """What stands before that slot's word, and behind it."""
        at, slots = self.key, self.slots
        if slots[at].cost == inf:
            return None, None
        before = slots[at - 1].element.needed if at else None
        return before, slots[at + 1].element.needed if at + 1 < len(slots) else None

    @cached_property
    def _ways(self) -> tuple[Sequence[Element], Sequence[Element], int]:
        """The elements behind that slot, or from it on where no word tells; those before it, backwards.

        Last stands 1 for the first, 0 for the second.
        """
        elements = [slot.element for slot in self.slots]
        known = int(self.slots[self.key].cost < inf)
        return elements[self.key + known :], elements[: self.key][::-1], known

    def places(self, tokens: Sequence[str], at: int) -> _Places | None:
        """Each slot with the place of its token, the key's being `at`; None if the frame is not here."""
        onwards, backwards, known = self._ways
        after = follow(onwards, tokens, tokens, at + known)
        if after is None:
            return None
        after[:0] = [at] * known
        before = follow(backwards, tokens, tokens, at - 1, -1)
        if before is None:
            return None
        found: _Places = []
        following = max((place for place in after if place is not None), default=at) + 1
        for slot, place in zip(self.slots[::-1], (*after[::-1], *before), strict=True):
            if place is not None:
                following = place
                if slot.element.negated or slot.element.gap:
                    continue
            elif slot.kind != "missing":
                continue
            found.append((slot, following))
        return found[::-1]


class _Tokens(Struct, frozen=True, dict=True):
    """The tokens of a sentence: where they stand, and how frames see them, in lower case but for names."""

    prose: str
    sentence: Span

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in _TOKEN.finditer(self.prose, *self.sentence)]

    @cached_property
    def seen(self) -> list[str]:
        tokens: list[str] = _TOKEN.findall(self.prose, *self.sentence)
        if '"' in tokens:
            for at, (start, _) in enumerate(self.spans):
                if tokens[at] == '"' and (at == 0 or self.prose[start - 1] == " "):
                    tokens[at] = _OPENING
        opens = [at + 1 for at, token in enumerate(tokens) if token == _OPENING] if _OPENING in tokens else []
        first_person = (
            [at for at, token in enumerate(tokens) if token == "I" or token.startswith("I'")]
            if self.prose.find("I", *self.sentence) >= 0
            else []
        )
        for at in (0, *opens, *first_person):
            if at < len(tokens):
                tokens[at] = tokens[at].lower()
        return tokens


def _tokens(article: Article) -> tuple[_Tokens, ...]:
    """The tokens of each sentence of the running text."""
    prose = article.prose.replace("’", "'")
    return tuple(_Tokens(prose, sentence.span) for sentence in article.sentences)


class Frames:
    """The frames of a rule, in the order in which they are tried."""

    def __init__(self, frames: Iterable[Frame]) -> None:
        self.frames = tuple(frames)

    @cached_property
    def _by_token(self) -> Mapping[str, Sequence[tuple[Frame, _Beside, _Beside]]]:
        """The frames that are looked for by a word, each with what stands beside it."""
        index: dict[str, list[tuple[Frame, _Beside, _Beside]]] = {}
        for frame in self.frames:
            for word in frame.key_words:
                index.setdefault(word, []).append((frame, *frame.beside))
        return index

    def find(self, article: Article) -> Iterator[Match]:
        """Where the running text of an article has one of them; of two that overlap, the first."""
        index, taken = self._by_token, 0
        for tokens in article.derive(_tokens):
            seen = tokens.seen
            row = [*seen, EDGE]  # which is the one before the first, too
            for at in compress(range(len(seen)), map(index.__contains__, seen)):
                following, preceding = row[at + 1], row[at - 1]
                for frame, before, after in index[row[at]]:
                    if (after is not None and following not in after) or (
                        before is not None and preceding not in before
                    ):
                        continue
                    places = frame.places(seen, at)
                    match = places and _match(article.prose, tokens, places)
                    if match and match.span.start >= taken:
                        yield match
                        taken = match.span.end
                        break


def _match(prose: str, tokens: _Tokens, places: _Places) -> Match | None:
    """What a frame found, unless it is part of something else."""
    named = [at for _, at in places if 0 <= at < len(tokens.seen) and _is_word(tokens.seen[at])]
    span = Span(tokens.spans[min(named)][0], tokens.spans[max(named)][1])
    beside = prose[span.start - 1 : span.start], prose[span.end : span.end + 1]
    if MASK in prose[span.start : span.end] or not _GLUE.isdisjoint(beside):
        return None
    if beside[1] == "." and prose[span.end + 1 : span.end + 2].isalnum():
        return None
    edits: list[Edit] = []
    words: list[str] = []
    for slot, at in places:
        if slot.kind == "context":
            continue
        start, end = tokens.spans[at]
        if slot.kind == "missing":
            words += slot.meant
            if words[-1] == "a":
                words[-1] = article_for(prose[start:end]) or "a"
            edits.append(Edit(Span(start, start), f"{words[-1]} "))
        elif slot.kind == "surplus":
            words.append(prose[start:end])
            edits.append(Edit(_with_space(prose, start, end)))
        else:
            typed, word = prose[start:end], slot.meant[tokens.seen[at]]
            words.append(match_case(typed, word.replace("'", "’") if "’" in typed else word))
            edits.append(Edit(Span(start, end), words[-1]))
    return Match(span, tuple(edits), words[0], _edited(prose, span, edits))


def _with_space(prose: str, start: int, end: int) -> Span:
    """A word and the space that goes with it: the one behind it, or at the end of a phrase the one before."""
    if prose[end : end + 1] == " ":
        return Span(start, end + 1)
    return Span(start - (prose[start - 1 : start] == " " and not prose[end : end + 1].isalnum()), end)


def _is_word(token: str) -> bool:
    return token[:1].isalnum() or token in ("$", "%", "~")


def _edited(prose: str, span: Span, edits: Sequence[Edit]) -> str:
    parts: list[str] = []
    at = span.start
    for edit in edits:
        parts += [prose[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join((*parts, prose[at : span.end])).strip()


@cache
def load_frames(name: str) -> Frames:
    """The frames of a file of this folder, by its name without the ending, and without their examples."""
    return Frames(parse_frames(_EXAMPLE.sub("", text_of(name))))


def text_of(name: str) -> str:
    """What a file of this folder says."""
    return (_FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def parse_frames(text: str) -> Sequence[Frame]:
    """The frames of a text that is written as the module says."""
    ends = {name: dict.fromkeys(tokens, "") for name, tokens in _ENDS.items()}
    classes: dict[str, Mapping[str, str]] = {**verb_classes(), **ends}
    known: dict[str, _Slot] = {}
    frames: list[Frame] = []
    for line in text.splitlines():
        mark, sentence = line[2:3], line[4:]
        if line.startswith("@") and " = " in line and line.index(" = ") == line.index(" "):
            name, _, words = line[1:].partition(" = ")
            classes[name] = {**classes.get(name, {}), **_pairs(words.split(), classes)}
            known.clear()
        elif line.startswith("  ") and mark == "-":
            frames[-1].wrong.append((sentence, ""))
        elif line.startswith("  ") and mark == "=":
            frames[-1].wrong[-1] = (frames[-1].wrong[-1][0], sentence)
        elif line.startswith("  "):
            frames[-1].right.append(sentence)
        elif line and not line.startswith("# "):
            parts = line.split()
            known |= {part: _slot(part, classes) for part in parts if part not in known}
            frames.append(Frame(line, tuple(map(known.__getitem__, parts)), [], []))
    return frames


def _slot(part: str, classes: Mapping[str, Mapping[str, str]]) -> _Slot:
    if len(part) < 3 or part[0] != "{":
        return _Slot(parse_form_element(part, classes) or parse_element(part, classes))
    wanted, _, form = part[1:-1].removeprefix("-").partition(":")
    if "." in part and (open_class := parse_form_element(wanted, classes)):
        meant = Forms(letters_of(wanted), form) if form else {}
        return _Slot(open_class, "changed" if form else "surplus", meant)
    kind = _KINDS.get(part[1], "changed")
    pairs = _pairs(part.strip("{+-}").split("|"), classes)
    element = Element(frozenset() if kind == "missing" else frozenset(pairs), optional=kind == "missing")
    return _Slot(element, kind, pairs)


def _pairs(words: Iterable[str], classes: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Words, each with the one that it should be: itself but where it is written `typed:meant`."""
    found: dict[str, str] = {}
    for word in words:
        if word[0] == "@" and len(word) > 1:
            found |= classes[word[1:]]
        else:
            typed, _, meant = word.partition(":") if len(word) > 1 else (word, "", "")
            found |= dict.fromkeys(forms_of(typed), meant or typed)
    return found
