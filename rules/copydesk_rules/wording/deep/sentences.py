"""The sentences of an article that the deep level reads: prose in English, with where each word stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from copydesk import MASK, Article, Span
from copydesk_rules.wording.confusables import TOKEN
from copydesk_rules.wording.lexicon import is_mostly_strange, is_word

__all__ = ["ReadSentence", "sentences_to_read"]

#: With fewer words or marks it is a heading or an answer; with more, a list or no prose.
FEWEST, MOST = 6, 120
_ENDS = frozenset(".!?…”\"’')")
#: Of the words, so many at least are lower-case words of English; so many at most have a capital.
_ENGLISH, _CAPITALS = 0.75, 0.4


class ReadSentence(Struct, frozen=True):
    """A sentence.

    Attributes:
        words: its words and marks, with straight apostrophes.
        spans: where each stands in the article's text.
    """

    words: tuple[str, ...]
    spans: tuple[Span, ...]

    def span(self, first: int, last: int) -> Span:
        """From one word to another."""
        return Span(self.spans[first].start, self.spans[last].end)


def sentences_to_read(article: Article) -> Iterator[ReadSentence]:
    """The sentences of the running text that are prose."""
    if article.derive(is_mostly_strange):
        return
    for sentence in article.sentences:
        start = sentence.span.start
        prose = article.prose_of(sentence).replace("’", "'")
        matches = list(TOKEN.finditer(prose))
        if not FEWEST <= len(matches) <= MOST:
            continue
        words = tuple(match[0] for match in matches)
        if words[-1] in _ENDS and MASK not in prose and _is_english(words):
            yield ReadSentence(words, tuple(Span(start + m.start(), start + m.end()) for m in matches))


def _is_english(words: Sequence[str]) -> bool:
    letters = [word for word in words if word[0].isalpha()]
    known = sum(is_word(word.lower().removesuffix("'s")) for word in letters if word.isascii())
    capitals = sum(word[0].isupper() for word in letters)
    return bool(letters) and known >= _ENGLISH * len(letters) and capitals <= _CAPITALS * len(letters)
