"""The first layer: phrase patterns, in the files of the folder `sets` beside this one.

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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple, overload

from msgspec import Struct, msgpack
from msgspec.structs import replace

from copydesk import DataError, lazy_pattern
from copydesk_rules.wording.confusables import Candidate, Decision
from copydesk_rules.wording.confusables.phrase import Context, Phrase, Sides
from copydesk_rules.wording.shared.elements import forms_of

__all__ = [
    "CLASS",
    "INDEX",
    "Direction",
    "Example",
    "Pattern",
    "PatternLayer",
    "Shelf",
    "WordSet",
    "common_classes",
    "index_of_sets",
    "load_sets",
    "parse_sets",
]

_FOLDER = Path(__file__).with_name("sets")
INDEX = Path(__file__).with_name("index.msgpack")
_COMMON = "classes.txt"
CLASS = lazy_pattern(r"\n@(\S+) = (.*)")
_HEAD = lazy_pattern(r"^(?![@#])(\S.*)", re.MULTILINE)
_DIRECTION = lazy_pattern(r"\n([^\s@#][^>\n]*) > (.*)")
#: A line that is empty but for spaces.
_BLANK = lazy_pattern(r"^[^\S\n]+$", re.MULTILINE)
_DIALECTS = "for "
#: A word that is met so often is worth its phrases, with which a glance takes less time than without.
_MANY_GLANCES = 20
#: What stands for other words than itself in a class.
_SPECIAL = frozenset("@$+")
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


class _Beside(Struct, frozen=True, array_like=True):
    """What the index says of a word that may be typed for another.

    Attributes:
        sets: the numbers of its sets.
        following: the tokens that phrases ask for after it, each between spaces; None if some ask for none.
        preceding: those that the other phrases ask for before it, in the same way.
    """

    sets: list[int]
    following: str | None = None
    preceding: str = ""

    def is_possible(self, before: str, after: str) -> bool:
        """Whether a phrase may hold between two tokens."""
        following = self.following
        return following is None or f" {after} " in following or f" {before} " in self.preceding


class _Phrases(Struct, frozen=True, array_like=True):
    """What stands around any of the forms of a direction where it is the wrong word.

    Attributes:
        forms: none where that is a matter of dialects.
        sides: a list of `Sides`, packed.
    """

    forms: frozenset[str]
    sides: bytes


class _Entry(Struct, frozen=True, array_like=True):
    """What the index says of a set: where it is, and its phrases, direction by direction.

    Attributes:
        phrases: a list of `_Phrases`, packed.
    """

    path: str
    line: int
    start: int
    end: int
    phrases: bytes


class _Index(Struct, frozen=True, array_like=True):
    """What `index.msgpack` holds; what is packed is unpacked when it is asked for.

    Attributes:
        sets: an `_Entry` of each, packed.
        of_dialects: the numbers of those that hold, in part, for some dialects only.
        words: by each word that may be typed for another, whatever the dialect, a `_Beside`, packed.
    """

    sets: list[bytes]
    of_dialects: list[int]
    words: dict[str, bytes]


_BESIDE = msgpack.Decoder(_Beside)
_ENTRY = msgpack.Decoder(_Entry)
_DIRECTIONS = msgpack.Decoder(list[_Phrases])
_SIDES = msgpack.Decoder(list[Sides])


class Shelf(Sequence[WordSet]):
    """The word sets that come with copydesk, by the index; each is read when it is asked for.

    Attributes:
        words: those that may be typed for another, whatever the dialect.
        of_dialects: the numbers of the sets that hold, in part, for some dialects only.
    """

    def __init__(self) -> None:
        index = msgpack.decode(INDEX.read_bytes(), type=_Index)
        self._packed, self._words = index.sets, index.words
        self._sets: dict[int, WordSet] = {}
        self._files: dict[str, tuple[str, Classes]] = {}
        self._beside: dict[str, _Beside] = {}
        self.words = index.words.keys()
        self.of_dialects = index.of_dialects

    def beside(self, word: str) -> _Beside | None:
        """What stands beside a word where it may be the wrong one; None for those that are not in `words`."""
        if word not in self._beside and word in self._words:
            self._beside[word] = _BESIDE.decode(self._words[word])
        return self._beside.get(word)

    def phrases(self, word: str) -> Iterator[tuple[Sides, int, int]]:
        """The phrases in which a word is wrong, each with the numbers of its set and its direction."""
        beside = self.beside(word)
        for at in beside.sets if beside else ():
            for number, direction in enumerate(_DIRECTIONS.decode(self._entry(at).phrases)):
                if word in direction.forms:
                    yield from ((sides, at, number) for sides in _SIDES.decode(direction.sides))

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, at: int) -> WordSet: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[WordSet]: ...
    def __getitem__(self, at: int | slice) -> WordSet | Sequence[WordSet]:
        if isinstance(at, slice):
            return [self[i] for i in range(len(self))[at]]
        if at not in self._sets:
            entry = self._entry(at)
            text, classes = self._file(entry.path)
            self._sets[at] = WordSet(text[entry.start : entry.end], classes, entry.path, entry.line)
        return self._sets[at]

    def _entry(self, at: int) -> _Entry:
        return _ENTRY.decode(self._packed[at])

    def _file(self, path: str) -> tuple[str, Classes]:
        if path not in self._files:
            text = (_FOLDER / path).read_text(encoding="utf-8")
            self._files[path] = text, Classes(text, common_classes(), path)
        return self._files[path]


@cache
def load_sets() -> Shelf:
    """The word sets that come with copydesk."""
    return Shelf()


def index_of_sets() -> bytes:
    """What `index.msgpack` holds, by the files."""
    entries: list[bytes] = []
    sets: list[WordSet] = []
    for path in sorted(_FOLDER.glob("*.txt")):
        if path.name != _COMMON:
            text = path.read_text(encoding="utf-8")
            at = 0
            for word_set in parse_sets(text, common_classes(), path.name):
                at = text.index(word_set.source, at)
                end = at + len(word_set.source)
                phrases = [
                    _Phrases(
                        frozenset(direction.forms if direction.holds_in(None) else ()),
                        _packed([pattern.phrase.sides for pattern in direction.patterns]),
                    )
                    for direction in word_set.directions
                ]
                sets.append(word_set)
                entries.append(_packed(_Entry(path.name, word_set.line, at, end, _packed(phrases))))
    layer = PatternLayer(sets)
    words = {word: _packed(layer.beside(word)) for word in sorted(layer.words)}
    of_dialects = [at for at, word_set in enumerate(sets) if word_set.has_dialects]
    return msgpack.encode(_Index(entries, of_dialects, words))


def _packed(value: object) -> bytes:
    return msgpack.encode(value, order="deterministic")


@cache
def common_classes() -> Mapping[str, frozenset[str]]:
    """The classes of words that every file may name."""
    return Classes((_FOLDER / _COMMON).read_text(encoding="utf-8"), {}, _COMMON)


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


class _Known(Struct, frozen=True):
    """The phrases in which a word is the wrong one, each with the numbers of its set and its direction.

    Attributes:
        after: the tokens that phrases ask for after the word.
        before: those that the other phrases ask for before it.
        is_open: whether there are phrases that ask for neither.
    """

    phrases: list[tuple[Sides, int, int]]
    after: frozenset[str]
    before: frozenset[str]
    is_open: bool


class PatternLayer:
    """Decides by the phrase that a word stands in.

    Args:
        sets: what it knows.
        is_wanted: whether to look for a word that is typed and the one that is meant; None for all.
        dialect: that of the house, if it has one.
    """

    name = "pattern"

    def __init__(
        self,
        sets: Sequence[WordSet],
        is_wanted: Callable[[Collection[str]], bool] | None = None,
        dialect: str | None = None,
    ) -> None:
        self._is_wanted, self._dialect = is_wanted, dialect
        self._sets = sets
        self._shelf = sets if isinstance(sets, Shelf) and is_wanted is None else None
        self._sets_of: dict[str, list[int]] = {}
        self._known: dict[str, _Known] = {}
        self._glances: dict[str, int] = {}
        #: Those that have to be read: the index has nothing of what holds in some dialects only.
        read = range(len(sets)) if self._shelf is None else self._shelf.of_dialects if dialect else ()
        for at in read:
            for word in self._typed(sets[at]):
                self._sets_of.setdefault(word, []).append(at)
        self.words = frozenset(self._sets_of).union(self._shelf.words if self._shelf else ())

    def beside(self, word: str) -> _Beside:
        """What the index of the sets is to say of a word."""
        known = self._known.get(word) or self._learn(word)
        sets = self._sets_of[word]
        if known.is_open:
            return _Beside(sets)
        following, preceding = (
            "".join(f" {token}" for token in sorted(side)) + " " for side in (known.after, known.before)
        )
        return _Beside(sets, following, preceding)

    def _typed(self, word_set: WordSet) -> frozenset[str]:
        """The forms of a set that may be typed for another word, of those that are wanted."""
        if self._is_wanted is None and not word_set.has_dialects:
            return word_set.typed
        pairs = word_set.pairs_in(self._dialect)
        return frozenset(pair[0] for pair in pairs if self._is_wanted is None or self._is_wanted(pair))

    def is_settled(self, word: str, before: str, after: str) -> bool:
        """Whether no phrase has that token before or after the word."""
        known = self._known.get(word)
        if known is None:
            glances = self._glances[word] = self._glances.get(word, 0) + 1
            if glances < _MANY_GLANCES and self._shelf and word not in self._sets_of:
                beside = self._shelf.beside(word)
                if beside and not beside.is_possible(before, after):
                    return True
            known = self._learn(word)
        return not (known.is_open or after in known.after or before in known.before)

    def decide(self, candidates: Iterable[Candidate]) -> Iterator[Decision]:
        """The decisions on those candidates that stand in a phrase where another word is meant."""
        for candidate in candidates:
            word = candidate.word
            before, after = (side[0].lower() if side else "" for side in (candidate.before, candidate.after))
            if self.is_settled(word, before, after):
                continue
            known = self._known.get(word) or self._learn(word)
            context = Context(candidate)
            for sides, at, number in known.phrases:
                if sides.is_possible(before, after) and sides.matches(context):
                    direction = self._sets[at].directions[number]
                    gloss = ("", f"in {self._dialect}") if direction.dialects else direction.gloss(word)
                    yield Decision(candidate, direction.forms[word], self._sets[at].name, self.name, gloss)
                    break

    def _learn(self, word: str) -> _Known:
        phrases = [*self._shelf.phrases(word), *self._parsed(word)] if self._shelf else [*self._parsed(word)]
        phrases.sort(key=lambda phrase: phrase[1:])
        after: list[frozenset[str]] = []
        before: list[frozenset[str]] = []
        for sides, _, _ in phrases:
            if (tokens := sides.next_tokens) is not None:
                after.append(tokens)
            elif (tokens := sides.previous_tokens) is not None:
                before.append(tokens)
        is_open = len(after) + len(before) < len(phrases)
        empty = frozenset[str]()
        known = self._known[word] = _Known(phrases, empty.union(*after), empty.union(*before), is_open)
        return known

    def _parsed(self, word: str) -> Iterator[tuple[Sides, int, int]]:
        """The phrases of the sets that have to be read, as far as they are wanted and hold in the dialect."""
        for at in self._sets_of.get(word, ()):
            for number, direction in enumerate(self._sets[at].directions):
                if (
                    word in direction.forms
                    and direction.holds_in(self._dialect)
                    and (self._is_wanted is None or self._is_wanted((word, direction.forms[word])))
                ):
                    yield from ((pattern.phrase.sides, at, number) for pattern in direction.patterns)
