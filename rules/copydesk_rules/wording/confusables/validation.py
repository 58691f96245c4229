"""Whether a file of word sets is what it should be: each mistake with its place and what is expected.

The files that come with copydesk are checked by a test, those of a house when they are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import get_args

from copydesk import DataError, Dialect, lazy_pattern, nearest
from copydesk_rules.wording.confusables import REACH, TOKEN
from copydesk_rules.wording.confusables.phrase import TITLE_WORDS
from copydesk_rules.wording.confusables.word_sets import (
    CLASS,
    Direction,
    Pattern,
    WordSet,
    common_classes,
    parse_sets,
)

__all__ = ["flaws_in", "load_file", "read_text"]

_PART = lazy_pattern(r"\S+")
_SIGN = lazy_pattern(r"[$*#^]|\\[^\w\s]")
_ENDING = lazy_pattern(r"-(?=.)[^\W\d_]*(?:'[^\W\d_]+)?")


def load_file(path: str) -> tuple[WordSet, ...]:
    """The word sets of a house's file.

    Raises:
        DataError: it cannot be read, or something in it is not as it should be.
    """
    text = read_text(path)
    for flaw in flaws_in(text, path):
        raise flaw
    return tuple(parse_sets(text, common_classes(), path))


def read_text(path: str) -> str:
    """What stands in a file.

    Raises:
        DataError: it cannot be read, or is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError((error.strerror or str(error)).lower(), path) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"not utf-8: byte 0x{error.object[error.start]:02x} at offset {error.start}", path
        ) from None


def flaws_in(text: str, path: str, common: Mapping[str, frozenset[str]] | None = None) -> Iterator[DataError]:
    """What is wrong in a file; of a line that is not understood, the rest of its set is not looked at.

    Args:
        text: what stands in the file.
        path: how to name it.
        common: the classes of words that it may name besides its own; by default those of copydesk.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("@"):
            yield from _flaws_of_class(line, number, path)
    try:
        sets = list(parse_sets(text, common_classes() if common is None else common, path))
    except DataError as error:
        yield error
        return
    for word_set in sets:
        try:
            directions = word_set.directions
        except DataError as error:
            yield error
            continue
        yield from _flaws_of_head(word_set)
        for direction in directions:
            yield from _flaws_of_direction(direction, word_set)
            for pattern in direction.patterns:
                yield from _flaws_of_pattern(pattern, word_set)


def _flaws_of_class(line: str, number: int, path: str) -> Iterator[DataError]:
    found = CLASS.fullmatch(f"\n{line}")
    if found is None or not found[2].strip():
        yield DataError("expected a class as `@name = words`", path, number)
        return
    for word in _PART.finditer(line, found.start(2) - 1):
        flaw = None if word[0][0] == "@" or word[0] in get_args(Dialect) else _flaw_of_word(word[0])
        if flaw:
            yield DataError(flaw, path, number, word.start() + 1)


def _flaws_of_head(word_set: WordSet) -> Iterator[DataError]:
    lines = enumerate(word_set.source.splitlines(), word_set.line)
    number, line = next((n, line) for n, line in lines if line[0] not in "@#")
    words = [part.partition(":")[0].strip() for part in line.split(" | ")]
    if len(words) < 2 or not all(words):
        yield DataError(
            "expected two words or more with ` | ` between them: `discrete: separate | discreet: tactful`",
            word_set.path,
            number,
        )
    for word, count in Counter(words).items():
        if count > 1:
            yield DataError(f"the word {word!r} twice", word_set.path, number, line.rindex(word) + 1)


def _flaws_of_direction(direction: Direction, word_set: WordSet) -> Iterator[DataError]:
    line, *below = word_set.source.splitlines()[direction.line - word_set.line :]
    typed, meant = (side.split() for side in line.split(" > ", 1))

    def flaw(message: str, word: str = "", at: int = direction.line) -> DataError:
        places = [match.start() for match in _PART.finditer(line) if match[0] == word]
        return DataError(message, word_set.path, at, places[-1] + 1 if places else 1)

    for word, count in Counter(typed).items():
        if count > 1:
            yield flaw(f"the word {word!r} twice", word)
    for word, other in zip(typed, meant, strict=True):
        if word == other:
            yield flaw(f"the word {word!r} on either side", word)
    for word in (*typed, *(word for word in meant if not word.startswith("I'"))):
        if word != _plain(word):
            yield flaw(_expected_plain(word), word)
    for dialect in below[0].split()[1:] if below and below[0].startswith("for ") else ():
        known = (*get_args(Dialect), *(f"@{name}" for name in word_set.classes))
        if dialect not in known:
            yield flaw(f"no dialect {dialect!r}{nearest(dialect, known)}", at=direction.line + 1)
    if not direction.patterns:
        yield flaw("expected a pattern under this line: two spaces, and what stands around `_`, the word")
    elif not any(pattern.right for pattern in direction.patterns):
        yield flaw("expected an example in which the word is right: `  + A sentence.` under a pattern")


def _flaws_of_pattern(pattern: Pattern, word_set: WordSet) -> Iterator[DataError]:
    indent = _indent(word_set, pattern.line)
    for at, message in _flaws_of_phrase(pattern.phrase.source, word_set.classes):
        yield DataError(message, word_set.path, pattern.line, indent + at + 1)
    if not pattern.wrong:
        yield DataError(
            "expected an example of it under this line: `  - A sentence in which the word is wrong.`",
            word_set.path,
            pattern.line,
            indent + 1,
        )
    for example in pattern.examples:
        if not example.text:
            column = _indent(word_set, example.line) + 1
            yield DataError("expected a sentence", word_set.path, example.line, column)


def _indent(word_set: WordSet, number: int) -> int:
    line = word_set.source.splitlines()[number - word_set.line]
    return len(line) - len(line.lstrip())


def _flaws_of_phrase(source: str, classes: Collection[str]) -> Iterator[tuple[int, str]]:
    """What is wrong in a pattern: the offset, and what is expected."""
    parts = [(match.start(), match[0]) for match in _PART.finditer(source)]
    words = [i for i, (_, part) in enumerate(parts) if part == "_"]
    if len(words) != 1:
        yield (
            parts[words[1]][0] if words else 0,
            "expected one `_` with spaces around it, where the word stands",
        )
        return
    (word,) = words
    for is_after, side in ((False, parts[:word][::-1]), (True, parts[word + 1 :])):
        for i, (at, part) in enumerate(side):
            if part == "~":
                beyond = side[i + 1][1] if i + 1 < len(side) else None
                if beyond in (None, "~"):
                    yield at, "expected a token beyond `~`, which passes over the modifiers before it"
            else:
                yield from (
                    (at + offset, flaw) for offset, flaw in _flaws_of_element(part, classes, is_after)
                )
        if sum(part != "~" and not part.endswith("?") for _, part in side) > REACH:
            yield side[-1][0], f"expected {REACH} elements at most on a side"


def _flaws_of_element(part: str, classes: Collection[str], is_after: bool) -> Iterator[tuple[int, str]]:
    optional = part.endswith("?") and part != "?"
    start, end = int(part.startswith("!")), len(part) - optional
    if start == end:
        yield 0, "expected tokens behind `!`: those that must not stand there"
        return
    at = start
    for word in part[start:end].split("|"):
        if word.startswith("@"):
            if word[1:] not in classes:
                yield at, f"no class {word!r}{nearest(word, (f'@{name}' for name in classes))}"
        elif _SIGN.fullmatch(word) or _ENDING.fullmatch(word) or (is_after and word in TITLE_WORDS):
            pass
        elif flaw := _flaw_of_word(word):
            yield at, flaw
        at += len(word) + 1


def _flaw_of_word(word: str) -> str | None:
    """Why a word of a pattern or a class can stand for no token."""
    if not word:
        return "expected a token on either side of `|`"
    stem = word.removesuffix("+") or word
    if stem == "~":
        return "expected `~` by itself, with spaces around it"
    if len(stem) > 1 and stem.endswith("?"):
        return "expected `?` only at the end of the element: it may be missing as a whole"
    if stem != _plain(stem):
        return _expected_plain(stem)
    tokens = TOKEN.findall(stem)
    if len(tokens) != 1:
        return f"never one token: {stem!r} is {' and '.join(map(repr, tokens))}"
    return None


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _expected_plain(word: str) -> str:
    return f"expected {_plain(word)!r}: lower case and straight apostrophes"
