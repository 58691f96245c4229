"""Proposals: what the tags of a sentence come to, as edits that may be made.

A tag is `delete`, `+the` for a word that is missing behind, `=than` for one that is meant, `@base` for
another form, `swap` for a partner. Whatever comes out is a word of the lexicon; what may be a name, a handle
or a number is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from copydesk import Span, match_case
from copydesk_rules.wording.confusables import FUNCTION_WORDS
from copydesk_rules.wording.deep.inflections import inflected, relation
from copydesk_rules.wording.deep.partners import partners
from copydesk_rules.wording.deep.sentences import ReadSentence
from copydesk_rules.wording.deep.tagger import Doubt
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
        error: how likely the tagger finds it that something is wrong there.
        share: how likely, that it is this.
    """

    kind: Kind
    at: int
    typed: str
    meant: str
    error: float
    share: float

    def edit(self, sentence: ReadSentence) -> WordEdit:
        """The same in the article that a sentence is of."""
        at, last = self.at, len(sentence.words) - 1
        span = context = sentence.spans[at]
        if not self.typed:
            span, context = Span(span.end, span.end), sentence.span(at, min(last, at + 1))
        elif self.kind != "word":
            context = sentence.span(max(0, at - 1), min(last, at + 1))
        return WordEdit(self.kind, span, self.typed, self.meant, context, 0.0, layer="deep")


def proposals(sentence: ReadSentence, doubt: Doubt) -> list[Proposal]:
    """The edits that may mend a word of a sentence; at most one of them is to be made."""
    words, at = sentence.words, doubt.word
    if not 0 <= at < len(words) or sentence.is_part(at):
        return []
    found: dict[tuple[int, str, str], Proposal] = {}
    for option in doubt.options:
        made = list(_edits(words, at, option.tag))
        for kind, place, typed, meant in made:
            proposal = Proposal(kind, place, typed, meant, doubt.error, option.share / len(made))
            found.setdefault((place, typed, meant), proposal)
    return list(found.values())


def _edits(words: Sequence[str], at: int, tag: str) -> Iterator[tuple[Kind, int, str, str]]:
    """The edits that a tag may mean: the kind of each, the number of its word, the word, what is meant."""
    typed, lower = words[at], _plain(words[at])
    if tag == "delete":
        if typed == ",":
            yield "comma", at, ",", ""
        elif _may_go(words, at):
            yield "extra", at, typed, ""
            for beside in (at - 1, at + 1):  # of two that cannot stand together, either may be named
                if words[at] in FUNCTION_WORDS and words[beside] in FUNCTION_WORDS and _may_go(words, beside):
                    yield "extra", beside, words[beside], ""
    elif tag == "+,":
        if typed[-1].isalnum() and at + 1 < len(words) and words[at + 1][0].isalnum():
            yield "comma", at, "", ","
    elif tag[0] == "+" and tag[1:].isalpha():
        right = words[at + 1] if at + 1 < len(words) else ""
        meant = article_for(right) or tag[1:] if tag[1:] in _ARTICLES else tag[1:]
        if _has_room(typed, right, at) and meant not in (lower, _plain(right)):
            yield "missing", at, "", meant
    elif tag[0] in "=@" or tag == "swap":
        if not _may_change(words, at):
            return
        meanings = partners(lower) if tag == "swap" else inflected(lower, tag) if tag[0] == "@" else [tag[1:]]
        for meant in meanings:
            if meant != lower and {meant, lower} != _ARTICLES and _is_written(meant):
                yield relation(lower, meant), at, typed, match_case(typed, meant)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _is_written(word: str) -> bool:
    return all(part.isalpha() and (len(part) < 3 or is_word(part)) for part in word.split("'"))


def _has_room(left: str, right: str, at: int) -> bool:
    """Whether a word may be missing between two: they are words, and no parts of a name."""
    if not (left[-1].isalpha() and right[:1].isalpha()):
        return False
    return not (at and left[0].isupper() and right[0].isupper())


def _may_go(words: Sequence[str], at: int) -> bool:
    """Whether a word may be one too many: in lower case, amid others, and not doubled."""
    typed = words[at]
    if not (typed.isascii() and typed.isalpha() and typed.islower()) or not 0 < at < len(words) - 1:
        return False
    before, following = words[at - 1], words[at + 1]
    if typed in (before.lower(), following.lower()) or before in _OPENING:
        return False  # a doubled word is the matter of another rule
    return following[0].isalnum()


def _may_change(words: Sequence[str], at: int) -> bool:
    """Whether a word is one of English, and written as one that is no name."""
    word = words[at]
    plain = word.replace("’", "").replace("'", "")
    if not (plain.isascii() and plain.isalpha() and is_word(_plain(word).partition("'")[0])):
        return False
    if word.islower():
        return True
    opens = all(each in _OPENING for each in words[:at])
    return opens and word[1:].islower() and at + 1 < len(words) and words[at + 1].islower()
