"""Proposals: what the tags of a sentence come to, as edits that may be made.

A tag is a name, with what it takes behind a colon: `delete`, `insert:the`, `replace:than`, `inflect:plural`.
Whatever comes out is a word of the lexicon; what may be a name, a handle, a number or a unit is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from copydesk import MASK, Span, match_case
from copydesk_rules.wording.deep.inflections import inflected, relation
from copydesk_rules.wording.deep.sentences import ReadSentence
from copydesk_rules.wording.deep.tagger import Tag
from copydesk_rules.wording.edits.engine import WordEdit
from copydesk_rules.wording.lexicon import is_word
from copydesk_rules.wording.shared.indefinite import article_for

__all__ = ["Kind", "Proposal", "proposals"]

Kind = Literal["missing", "extra", "form", "number", "word", "comma"]
_ARTICLES = frozenset({"a", "an"})
_OPENING = frozenset("“‘(\"'[—–")


class Proposal(Struct, frozen=True):
    """An edit that may be made in a sentence.

    Attributes:
        kind: of the edit.
        at: the number of the word that it changes; of the one that it puts another behind.
        typed: the word as it stands; "" where one is missing.
        meant: what should stand there; "" where nothing should.
        tag: what proposed it.
    """

    kind: Kind
    at: int
    typed: str
    meant: str
    tag: Tag

    def edit(self, sentence: ReadSentence) -> WordEdit:
        """The same in the article that a sentence is of."""
        at, last = self.at, len(sentence.words) - 1
        span = context = sentence.spans[at]
        if not self.typed:
            span, context = Span(span.end, span.end), sentence.span(at, min(last, at + 1))
        elif self.kind != "word":
            context = sentence.span(max(0, at - 1), min(last, at + 1))
        return WordEdit(self.kind, span, self.typed, self.meant, context, 0.0, layer="deep")


def proposals(words: Sequence[str], tags: Sequence[Tag]) -> Iterator[Proposal]:
    """The edits that tags come to in a sentence, given by its words as they are written."""
    for tag in tags:
        operation, _, argument = tag.name.partition(":")
        make = _MAKERS.get(operation)
        if make is not None and (made := make(words, tag, argument)) is not None:
            yield made


def _insertion(words: Sequence[str], tag: Tag, meant: str) -> Proposal | None:
    left, right = words[tag.word], words[tag.word + 1] if tag.word + 1 < len(words) else ""
    if meant == ",":
        if left[-1].isalnum() and right[:1].isalnum():
            return Proposal("comma", tag.word, "", ",", tag)
        return None
    if not (left.isalpha() and right[:1].isalpha() and is_word(meant)):
        return None
    if left[0].isupper() and right[0].isupper() and tag.word:
        return None  # within a name
    if meant in _ARTICLES:
        meant = article_for(right) or meant
    if meant in (left.lower(), right.lower()):
        return None
    return Proposal("missing", tag.word, "", meant, tag)


def _deletion(words: Sequence[str], tag: Tag, argument: str) -> Proposal | None:
    typed = words[tag.word]
    if typed == ",":
        return Proposal("comma", tag.word, ",", "", tag)
    if tag.word == 0 or tag.word + 1 >= len(words) or not _is_plain(typed):
        return None
    before, following = words[tag.word - 1], words[tag.word + 1]
    if typed in (before.lower(), following.lower()) or not following[:1].isalnum() or before in _OPENING:
        return None  # a doubled word is the matter of another rule
    return Proposal("extra", tag.word, typed, "", tag)


def _replacement(words: Sequence[str], tag: Tag, meant: str) -> Proposal | None:
    typed = words[tag.word]
    lower = typed.lower()
    if meant == lower or {meant, lower} == _ARTICLES or not _may_change(words, tag.word):
        return None
    if not (all(is_word(part) for part in meant.replace("'", " ").split()) and _is_english(lower)):
        return None
    return Proposal(relation(lower, meant), tag.word, typed, match_case(typed, meant), tag)


def _inflection(words: Sequence[str], tag: Tag, form: str) -> Proposal | None:
    meant = inflected(words[tag.word].lower(), form)
    return _replacement(words, tag, meant) if meant else None


_MAKERS = {
    "insert": _insertion,
    "delete": _deletion,
    "replace": _replacement,
    "inflect": _inflection,
}


def _is_plain(word: str) -> bool:
    """Whether a word is one in lower case, and of letters alone."""
    return word.isascii() and word.islower() and word.isalpha()


def _is_english(word: str) -> bool:
    return all(is_word(part) for part in word.split("'") if len(part) > 1)


def _may_change(words: Sequence[str], at: int) -> bool:
    """Whether a word is written as one that is no name: in lower case, or at the start of a sentence."""
    word = words[at]
    plain = word.replace("'", "")
    if not (plain.isascii() and plain.isalpha()) or MASK in word:
        return False
    if word.islower():
        return True
    opens = all(each in _OPENING for each in words[:at])
    return opens and word[1:].islower() and at + 1 < len(words) and words[at + 1].islower()
