"""What opens a sentence and is set off by a comma: a clause, a phrase with a verb in it, an adverb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from copydesk import Article, Kind, lazy_pattern
from copydesk_rules.punctuation.shared.clauses import (
    Row,
    is_finite,
    is_gerund,
    is_noun,
    is_verb,
    may_be_base,
)
from copydesk_rules.punctuation.shared.running import Punctuated, words
from copydesk_rules.wording.grammar.forms import forms_of_word

__all__ = ["opened_sentences"]

#: What stands before the first mark of a sentence.
_HEAD = lazy_pattern(r"[^,.?!;:—–()\"“”\[\]…\n]{0,400}")
#: Behind a comma these carry on the clause before it.
_GOES_ON = lazy_pattern(
    r", (?:and|or|but|which|who|so|because|including|such|where|even|whether|especially|as|from|like"
    r"|[a-z]+ing)\b|[.!:;—]"
)
_FIRST = lazy_pattern(r"[A-Z][a-z]+")
_FEWEST, _MOST = 3, 16


def opened_sentences(article: Article) -> Iterator[int]:
    """Where a comma is missing behind what opens a sentence."""
    blocks, prose = article.derive(Punctuated), article.prose
    for sentence in article.sentences:
        first = _FIRST.match(prose, sentence.span.start)
        if first is None or sentence.block.kind is Kind.BLOCK_QUOTE:
            continue
        opener = first[0]
        if (
            opener not in words("subordinating")
            and opener not in words("before_gerund")
            and opener not in ("To", "In")
        ):
            continue
        head = _HEAD.match(prose, *sentence.span)
        if head is None or not _GOES_ON.match(prose, head.end()) or not blocks.block_at(first.start()):
            continue
        row = Row.read(prose, *head.span())
        at = _end_of_opening(row, opener, is_whole=prose[head.end()] in ".!")
        if at is not None and prose[row.spans[at - 1].end : row.spans[at].start] == " ":
            yield row.spans[at - 1].end


def _end_of_opening(row: Row, opener: str, *, is_whole: bool) -> int | None:
    """The index of the word that a main clause begins with, behind an opening without a comma.

    Args:
        row: the words before the first mark.
        opener: the first of them.
        is_whole: whether the row is the whole sentence, which must have a main clause somewhere.
    """
    row_words = row.words
    found = [at for at in range(_FEWEST, len(row_words)) if row.clause_at(at)]
    if not found or found[0] > _MOST:
        return None
    at = found[0]
    left, last, right = row_words[1:at], row_words[at - 1], row_words[at + row.clause_at(at) :]
    if len(found) > 1 and is_noun(last) and not _joins(row_words[found[1] - 1]):
        return None
    if not words("running_on").isdisjoint(left) or _joins(last) or not _is_whole(left, opener):
        return None
    if is_noun(last) and not (
        words("finite").isdisjoint(right)
        and (right and right[-1] not in words("prepositions") if is_whole else _has_object(right))
    ):
        return None  # “the thing you are looking for”
    if left[0] in ("it", "it's") and not is_noun(last) and "a" in forms_of_word(last):
        return None  # “it is likely they are”
    return at


def _joins(word: str) -> bool:
    """Whether a pronoun and its verb behind a word belong to what stands before them."""
    if word in words("running_on") or word in words("not_ending") or word in words("taking_clause"):
        return True
    readings = forms_of_word(word)
    return any(forms[0] in words("taking_clause") for letter, forms in readings.items() if letter in "tdeng")


def _has_object(row: Sequence[str]) -> bool:
    return any(is_verb(verb) and word in words("objects") for verb, word in pairwise(row))


def _is_whole(left: Sequence[str], opener: str) -> bool:
    """Whether an opening has all that it needs, so that what follows is the main clause."""
    if opener == "To" or (opener == "In" and left[:2] == ["order", "to"]):
        verb = left[0] if opener == "To" else left[2] if len(left) > 2 else ""
        return may_be_base(verb)
    if opener in words("before_gerund") and is_gerund(left[0]):
        return True
    if opener not in words("subordinating"):
        return False
    if any(word in words("subjects") and is_finite(verb) for word, verb in pairwise(left[1:])):
        return False  # a clause that does not begin the sentence
    if len(left) < _FEWEST:
        return False  # “When she came she stayed.”
    return any(map(is_finite, left)) or (left[0] in ("i", "you", "we", "they") and may_be_base(left[1]))
