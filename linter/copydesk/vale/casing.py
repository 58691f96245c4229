"""Case of headings and the like: sentence case, title case, and whether a text has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from copydesk.patterns.exceptions import Exceptions
from copydesk.patterns.kinds import Hit
from copydesk.patterns.search import Regex, View

__all__ = ["Capitalization", "sentence_case", "title_case"]

Convert = Callable[[str], str]
_TOKEN = r"[\p{N}\p{L}*]+[^\s]*"
_TITLE_TOKEN = re.compile(r"[^\W_]+[^\s/-]*")
_NUMBER = re.compile(r"[0-9]+\.")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "en",
        "for",
        "if",
        "in",
        "nor",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "vs",
        "vs.",
        "via",
        "v",
        "v.",
    ]
)
_PREPOSITIONS = frozenset(
    [
        "with",
        "from",
        "into",
        "during",
        "including",
        "until",
        "against",
        "among",
        "throughout",
        "despite",
        "towards",
        "upon",
        "concerning",
        "about",
        "over",
        "through",
        "before",
        "between",
        "after",
        "since",
        "without",
        "under",
        "within",
        "along",
        "following",
        "across",
        "beyond",
        "around",
        "down",
        "near",
        "above",
    ]
)


def sentence_case(vocabulary: Sequence[str], indicators: tuple[str, ...], prefix: str) -> Convert:
    """What puts a text in sentence case.

    Args:
        vocabulary: expressions of words that keep their case, the longest first.
        indicators: what a word ends with behind which a sentence begins: ":".
        prefix: an expression of what stands before the sentence.
    """
    known = f"\\b(?:{'|'.join(vocabulary)})\\b|" if vocabulary else ""
    tokens = Regex(f"(?i){known}{_TOKEN}")
    terms = [(term, Regex(term)) for term in vocabulary]

    def indicates(word: str, index: int) -> bool:
        if any(len(word) > len(mark) and word.endswith(mark) for mark in indicators):
            return True
        return index == 0 and _NUMBER.search(word) is not None

    def convert(text: str) -> str:
        head, text = _without_prefix(prefix, text)
        words = [match[0] for match in tokens.exact.finditer(text)]
        made = []
        for i, word in enumerate(words):
            kept = _kept(terms, word)
            if kept:
                made.append(kept)
            elif i == 0 or indicates(words[i - 1], i - 1):
                made.append(word[:1].upper() + word[1:].lower())
            else:
                made.append(word.lower())
        return head + " ".join(made)

    return convert


def title_case(vocabulary: Sequence[str], style: str, prefix: str) -> Convert:
    """What puts a text in title case.

    Args:
        vocabulary: expressions of words that keep their case, the longest first.
        style: "Chicago", or AP's for any other.
        prefix: an expression of what stands before the title.
    """
    small = _SMALL | _PREPOSITIONS if style == "Chicago" else _SMALL
    terms = [(term, Regex(term)) for term in vocabulary]

    def convert(text: str) -> str:
        head, text = _without_prefix(prefix, text)

        def word(match: re.Match[str]) -> str:
            found, (start, end) = match[0], match.span()
            if kept := _kept(terms, found):
                return kept
            before = text[start - 1 : start]
            inner = start > 0 and end < len(text)
            if (
                inner
                and found.lower() in small
                and before in (" ", "-", "/")
                and text[start - 2 : start - 1] not in (":", "-")
                and (text[end] != "-" or before == "-")
            ):
                return found.lower()
            return found[:1].upper() + found[1:]

        return head + _TITLE_TOKEN.sub(word, text)

    return convert


def _without_prefix(prefix: str, text: str) -> tuple[str, str]:
    match = Regex(prefix).exact.search(text) if prefix else None
    return (match[0], text.removeprefix(match[0])) if match else ("", text)


def _kept(terms: Sequence[tuple[str, Regex]], word: str) -> str | None:
    """A word as the vocabulary has it."""
    for term, regex in terms:
        if term.lower() == word.lower():
            return term
        if regex.search(word):
            return word
    return None


class Capitalization:
    """A text that is not in the case that it should have.

    Args:
        convert: what puts a text in that case.
        pattern: an expression that a text must match instead.
        exceptions: words whose case is their own.
        vocabulary: expressions that count as one word.
        threshold: the share of words that must have the case; None for the whole text at once.
    """

    def __init__(
        self,
        convert: Convert | None,
        pattern: Regex | None,
        exceptions: Exceptions,
        vocabulary: Sequence[str] = (),
        threshold: float | None = None,
    ) -> None:
        self._convert, self._pattern, self._exceptions = convert, pattern, exceptions
        self._threshold = threshold
        known = "|".join(t if t.startswith("(?i)") else f"(?-i){t}" for t in vocabulary)
        self._tokens = Regex((f"(?m)\\b(?:{known})\\b|" if known else "") + _TOKEN)

    def hits(self, view: View) -> Iterator[Hit]:
        """What it finds, in the order of the text."""
        for index, piece in enumerate(view.pieces):
            text = piece.text
            wanted = self._convert(text) if self._convert else self._pattern.source if self._pattern else text
            if text and not self._has_case(text, wanted):
                yield Hit(index, 0, len(text), (text, wanted), (wanted,) if self._convert else None)

    def _has_case(self, text: str, wanted: str) -> bool:
        if self._pattern is not None and self._pattern.search(text):
            return True
        if self._threshold is None:
            return text == wanted or self._exceptions.cover(text, 0, len(text), text)
        expected = [match[0] for match in self._tokens.exact.finditer(wanted)]
        words = [match[0] for match in self._tokens.exact.finditer(text)]
        right = 0
        for i, word in enumerate(words):
            if i >= len(expected) or word == expected[i] or self._exceptions.cover(word, 0, len(word), word):
                right += 1
            elif i == 0 and self._convert is not None and word != word[:1].upper() + word[1:].lower():
                return False
        return not words or right / len(words) >= self._threshold
