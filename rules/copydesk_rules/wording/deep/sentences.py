"""The sentences of an article that the deep level reads: prose in English, with where each word stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from copydesk import MASK, Article, Span, lazy_pattern
from copydesk_rules.wording.deep.pieces import words_of
from copydesk_rules.wording.lexicon import is_mostly_strange, is_word

__all__ = ["ReadSentence", "sentences_to_read"]

#: With fewer words or marks it is a heading or an answer; with more, a list or no prose.
FEWEST, MOST = 6, 120
_ENDS = frozenset(".!?…”\"’')")
#: Of the words so many at least are words of English, and so many at most have a capital.
_ENGLISH, _CAPITALS = 0.75, 0.4
#: What joins a word to something that is more than the word.
_GLUE = frozenset("-/\\@#_&=~+*<>|")
_MASKED = lazy_pattern(f"{MASK}+")


class ReadSentence(Struct, frozen=True):
    """A sentence.

    Attributes:
        words: its words and marks, as they are written; what is no prose is one word of masks.
        spans: where each stands in the article's text.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]

    def is_part(self, at: int) -> bool:
        """Whether a word is part of a handle, a path or the like, or beside what is no prose."""
        if any(MASK in word for word in self.words[max(0, at - 1) : at + 2]):
            return True
        before = at > 0 and self.spans[at - 1].end == self.spans[at].start and self.words[at - 1] in _GLUE
        after = at + 1 < len(self.words) and self.spans[at].end == self.spans[at + 1].start
        return before or (after and self.words[at + 1] in _GLUE)

    def span(self, first: int, last: int) -> Span:
        """From one word to another."""
        return Span(self.spans[first].start, self.spans[last].end)


def sentences_to_read(article: Article) -> Iterator[ReadSentence]:
    """The sentences of the running text that are prose."""
    if article.derive(is_mostly_strange):
        return
    for sentence in article.sentences:
        start = sentence.span.start
        prose = article.prose_of(sentence)
        # A masked run is a word of letters that none is made of.
        found = words_of(_MASKED.sub(lambda run: "ª" * len(run[0]), prose) if MASK in prose else prose)
        if not FEWEST <= len(found) <= MOST:
            continue
        words = tuple(prose[first:end] for first, end in found)
        if words[-1] in _ENDS and _is_english(words):
            yield ReadSentence(words, tuple(Span(start + first, start + end) for first, end in found))


def _is_english(words: Sequence[str]) -> bool:
    letters = [word for word in words if word[0].isalpha()]
    known = sum(all(map(_is_known, word.replace("’", "'").lower().split("-"))) for word in letters)
    capitals = sum(word[0].isupper() for word in letters)
    return bool(letters) and known >= _ENGLISH * len(letters) and capitals <= _CAPITALS * len(letters)


def _is_known(word: str) -> bool:
    return word.isascii() and is_word(word.partition("'")[0])
