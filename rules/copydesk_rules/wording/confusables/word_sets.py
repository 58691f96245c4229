"""Word sets: which words are taken for which, and the phrases that tell, in the files of the folder `sets`.

A word set is a block of lines, parted from others by an empty one:

    @quiet = meeting+ talk+ visit+           a class of words; more lines of that name add to it
    discrete: separate | discreet: tactful   the words, with what each means
    discrete discretely > discreet discreetly    typed > meant, form by form
      _ ~ @quiet                             a pattern: what stands around the word; see `elements`
      - The two met for discrete talks.      an example: wrong, and right with the word that is meant
      + The talks had four discrete phases.  an example: right as it stands

In a form, `_` stands for a space. A line `for en-GB en-AU` under `typed > meant` says that this is wrong in
those dialects only. A class holds for the file that defines it; those in `classes.txt` hold for all. A line
that begins with `# ` is a comment. `index.msgpack` has the patterns as they are once they are parsed, since
parsing those of an article's words takes longer than checking the article: after a change of the files,
`scripts/confusables_index.py` makes it anew.

Which words are confused with which, and that no dictionary takes the one for the other, was checked in
dictionaries and usage guides; the patterns and the sentences are copydesk's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from copydesk import DataError, lazy_pattern
from copydesk_rules.wording.confusables.phrase import Phrase
from copydesk_rules.wording.shared.elements import forms_of

__all__ = [
    "CLASS",
    "COMMON",
    "FOLDER",
    "Classes",
    "Direction",
    "Example",
    "Pattern",
    "WordSet",
    "common_classes",
    "parse_sets",
]

FOLDER = Path(__file__).with_name("sets")
#: The file of classes that every other may name.
COMMON = "classes.txt"
CLASS = lazy_pattern(r"\n@(\S+) = (.*)")
_HEAD = lazy_pattern(r"^(?![@#])(\S.*)", re.MULTILINE)
_DIRECTION = lazy_pattern(r"\n([^\s@#][^>\n]*) > (.*)")
#: A line that is empty but for spaces.
_BLANK = lazy_pattern(r"^[^\S\n]+$", re.MULTILINE)
_DIALECTS = "for "
#: What stands for other words than itself in a class.
_SPECIAL = frozenset("@$+\\")
#: What other lines begin with than those that say what is typed for what.
_NOT_TYPED = ("", " ", "@", "#")


class Example(NamedTuple):
    """A sentence that shows where a pattern begins or stops, and the line of the file that it stands in."""

    line: int
    text: str
    is_wrong: bool


class Pattern(Struct, frozen=True):
    """A phrase in which a word is the wrong one, the line of the file that it stands in, and its examples."""

    phrase: Phrase
    line: int
    examples: list[Example] = []

    @property
    def wrong(self) -> list[str]:
        """Sentences in which the word is wrong, and right once it is the word that is meant."""
        return [example.text for example in self.examples if example.is_wrong]

    @property
    def right(self) -> list[str]:
        """Sentences in which the word is right as it stands."""
        return [example.text for example in self.examples if not example.is_wrong]


class Direction(Struct, frozen=True):
    """One word of a set typed for another, in all its forms.

    Attributes:
        forms: what may be typed, and what is meant by each.
        meanings: of the words of the set.
        line: of the file.
        dialects: those in which it is wrong; empty for all.
        patterns: the phrases in which it is wrong.
    """

    forms: dict[str, str]
    meanings: Mapping[str, str]
    line: int
    dialects: frozenset[str] = frozenset()
    patterns: list[Pattern] = []

    def gloss(self, typed: str) -> tuple[str, str]:
        """What a word typed means, and what the word meant does; "" for a form whose meaning is not given.

        A meaning is that of the form that it is given for: "summit" is a peak, and nothing "peaked".
        """
        return self.meanings.get(typed, ""), self.meanings.get(self.forms[typed], "")

    def holds_in(self, dialect: str | None) -> bool:
        """Whether it is wrong in a dialect; None is that of a house that has said nothing."""
        return not self.dialects or dialect in self.dialects


class WordSet(Struct, frozen=True, dict=True):
    """Words that are taken for each other.

    Attributes:
        source: the block of lines.
        classes: the classes of words of the whole file.
        path: the file.
        line: at which the block starts in it.
    """

    source: str
    classes: Mapping[str, frozenset[str]]
    path: str = ""
    line: int = 1

    @cached_property
    def meanings(self) -> dict[str, str]:
        """The words, each with what it means, or "" where that needs no saying."""
        parts = (part.partition(":") for part in self._head.split(" | "))
        return {word.strip(): meaning.strip() for word, _, meaning in parts}

    @property
    def _head(self) -> str:
        found = _HEAD.search(self.source)
        return found[1] if found else ""

    @property
    def name(self) -> str:
        """The words, parted by slashes."""
        return "/".join(self.meanings)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """All forms that may be typed for another word, each with the one that is meant."""
        return frozenset(
            pair
            for typed, meant in _DIRECTION.findall(self.source)
            for pair in zip(_forms(typed), _forms(meant), strict=False)
        )

    @property
    def typed(self) -> frozenset[str]:
        """All forms that may be typed for another word."""
        lines = (before.rpartition("\n")[2] for before in self.source.split(" > ")[:-1])
        return frozenset(form for line in lines if line[:1] not in _NOT_TYPED for form in _forms(line))

    @property
    def has_dialects(self) -> bool:
        """Whether some of it is wrong in some dialects only."""
        return f"\n{_DIALECTS}" in self.source

    def pairs_in(self, dialect: str | None) -> frozenset[tuple[str, str]]:
        """Those of the pairs that are wrong in a dialect."""
        if not self.has_dialects:
            return self.pairs
        holding = (direction for direction in self.directions if direction.holds_in(dialect))
        return frozenset(pair for direction in holding for pair in direction.forms.items())

    @cached_property
    def directions(self) -> tuple[Direction, ...]:
        """The directions in which the words are confused, with their patterns.

        Raises:
            DataError: a line is not understood.
        """
        found: list[Direction] = []
        has_head = False
        for number, line in enumerate(self.source.splitlines(), self.line):
            text = line.strip()
            if "\t" in line:
                raise self._flaw("a tab: write spaces", number, line.index("\t") + 1)
            if line[0] in "@#":
                continue
            if line[0] == " ":
                self._add(found, text, number, len(line) - len(line.lstrip()) + 1)
            elif not has_head:
                if " > " in line:
                    raise self._flaw(
                        "expected the words first: `discrete: separate | discreet: tactful`", number
                    )
                has_head = True
            elif " > " in line:
                found.append(self._direction(line, number))
            elif line.startswith(_DIALECTS) and found and not found[-1].patterns:
                found[-1] = replace(found[-1], dialects=self._dialects(line))
            else:
                raise self._flaw(
                    "expected `typed > meant`, a pattern or an example with two spaces before it, "
                    "or an empty line and then another set",
                    number,
                )
        if not found:
            raise self._flaw("expected `typed > meant` under the words", number + 1)
        return tuple(found)

    def _add(self, found: list[Direction], text: str, number: int, column: int) -> None:
        """Add a pattern to the last direction, or an example to its last pattern."""
        if not found:
            raise self._flaw("expected `typed > meant` before this", number, column)
        patterns = found[-1].patterns
        if text[:2] not in ("- ", "+ "):
            patterns.append(Pattern(Phrase(text, self.classes), number))
        elif patterns:
            patterns[-1].examples.append(Example(number, text[2:].strip(), text[0] == "-"))
        else:
            raise self._flaw("an example before any pattern", number, column)

    def _direction(self, line: str, number: int) -> Direction:
        typed, meant = map(_forms, line.split(" > ", 1))
        if not typed or len(typed) != len(meant):
            sizes = f"{len(typed)} before > and {len(meant)} after it"
            raise self._flaw(f"expected as many forms on either side: {sizes}", number, line.index(" > ") + 2)
        forms = dict(zip(typed, meant, strict=True))
        return Direction(forms, self.meanings, number)

    def _dialects(self, line: str) -> frozenset[str]:
        names = line.split()[1:]
        return frozenset(
            dialect
            for name in names
            for dialect in (self.classes.get(name[1:], ()) if name.startswith("@") else (name,))
        )

    def _flaw(self, message: str, line: int, column: int = 1) -> DataError:
        return DataError(message, self.path, line, column)


def _forms(side: str) -> list[str]:
    """The forms on one side of a direction."""
    forms = side.split()
    return [form.replace("_", " ") for form in forms] if "_" in side else forms


@cache
def common_classes() -> Mapping[str, frozenset[str]]:
    """The classes of words that every file may name."""
    return Classes((FOLDER / COMMON).read_text(encoding="utf-8"), {}, COMMON)


def parse_sets(text: str, common: Mapping[str, frozenset[str]], path: str = "") -> Iterator[WordSet]:
    """The word sets of a file, which may name its own classes of words and common ones.

    Args:
        text: the file.
        common: classes that it may name.
        path: the name of the file, for messages.

    Raises:
        DataError: a class names another that is not defined before it.
    """
    classes = Classes(text, common, path)
    dict(classes)
    line = 1
    for block in _BLANK.sub("", text).split("\n\n"):
        source = block.lstrip("\n")
        if _HEAD.search(source):
            yield WordSet(source, classes, path, line + len(block) - len(source))
        line += block.count("\n") + 2


class Classes(Mapping[str, frozenset[str]]):
    """The classes of words that a file defines, and common ones; each is read when it is asked for.

    Raises:
        DataError: a class names another that is not defined before it.
    """

    def __init__(self, text: str, common: Mapping[str, frozenset[str]], path: str = "") -> None:
        self._text, self._common, self._path = f"\n{text}", common, path
        self._known: dict[str, frozenset[str]] = {}

    def __getitem__(self, name: str) -> frozenset[str]:
        if name not in self._known:
            self._known[name] = self._class(name, len(self._text))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._common, **self._lines})

    def __len__(self) -> int:
        return len({**self._common, **self._lines})

    @cached_property
    def _lines(self) -> dict[str, list[tuple[int, str]]]:
        """Where the lines of each class stand, and the words of each line."""
        lines: dict[str, list[tuple[int, str]]] = {}
        for found in CLASS.finditer(self._text):
            lines.setdefault(found[1], []).append((found.start(), found[2]))
        return lines

    def _class(self, name: str, end: int) -> frozenset[str]:
        """What is in a class as far as the lines before a place of the text say."""
        lines = [(at, words) for at, words in self._lines.get(name, ()) if at < end]
        if not lines and name not in self._common:
            raise KeyError(name)
        found = set(self._common.get(name, ()))
        for at, words in lines:
            if _SPECIAL.isdisjoint(words):
                found.update(words.split())
                continue
            for word in words.split():
                found |= self._named(word[1:], at) if word[0] == "@" else forms_of(word)
        return frozenset(found)

    def _named(self, name: str, at: int) -> frozenset[str]:
        try:
            return self._class(name, at)
        except KeyError:
            message = f"no class @{name} before this line"
            raise DataError(message, self._path, self._text.count("\n", 0, at + 1)) from None
