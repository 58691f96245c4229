"""`duplicate-sentence`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import (
    Article,
    Bad,
    Block,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Related,
    Rule,
    Safety,
    Sentence,
    Severity,
    Span,
    is_verse,
    lazy_pattern,
    words_in,
)
from copydesk_rules.repetition.shared.copies import doubled_at, find_runs
from copydesk_rules.repetition.shared.form import are_parallel, is_formulaic, repetitiveness

__all__ = ["DuplicateSentence"]

#: Part of a sentence, or all of it. Only where one comes again are sentences looked at.
_MARKS, _LEAST = ".!?…。！？\n", 40
_STRETCH = lazy_pattern(rf"[^{_MARKS}]{{{_LEAST},}}+")
_ENDED = lazy_pattern(r"[.!?…。！？][\"'”’»)\]]*\Z")
#: What `duplicate-paragraph` reports unless it is told otherwise.
_PARAGRAPH_WORDS, _PARAGRAPH_SIMILARITY = 12, 0.85

#: How likely an editor is to act on a repeat that its surroundings show to be meant, and on any other.
_MEANT, _SLIP = 0.3, 0.9
#: A sentence that speaks to the reader, or is short, a text may have use for twice, but for a quotation.
_READER = lazy_pattern(r"(?i)\byou(?:rs?|['’]\w+)?\b")
_PLAIN = 16

_PORT = "The port has been closed since Monday."
_ENGINEERS = "Engineers said that the old sea wall would take a month to mend, and longer if it rains."
_QUOTE = "“We asked for the money three years running, and each time we were told to wait,” said the mayor."
_TRADERS = "Traders along the quay are worried."
_COUNCIL = "The council meets on Friday to hear what it will cost."
_QUESTION = "So what is the plan for the wall, and who is going to pay for it?"
_JOURNAL = "Bulletin of the Royal Society for the Study of Tides and Harbours of the North."


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `duplicate-sentence`."""

    min_words: Annotated[int, msgspec.Meta(ge=8, description="Sentences of fewer words may stand twice.")] = (
        12
    )


class DuplicateSentence(Rule[Options]):
    """Finds a long sentence that stands twice in the running text.

    A sentence moved in editing is often left where it was too; a quotation is used in the opening and
    used again, word for word, below. The reader notices, and so should the desk.

    Only sentences of paragraphs count, and only those the same to the last word; quotation marks and
    white space aside. Left alone is a sentence that is a paragraph by itself (a question put again, a
    label, a deck; whole paragraphs are what `duplicate-paragraph` is about), one that comes three times
    or more and so is a refrain, verse, a title or a reference (many of its words begin with a capital),
    and what stands in a paragraph that is a copy as a whole. In a text that repeats its phrases by design, as
    a manual, a standard or a list of terms does, only a quotation used twice is reported; the same holds for
    a sentence that speaks to the reader (“If you …”) or is short. Nor is one reported whose neighbours are of
    one pattern in both places.

    Sentences repeated together are one finding. The fix deletes the later ones. It is never safe: which
    of the two should stay is for the writer to say.
    """

    meta = Meta(
        name="duplicate-sentence",
        group="repetition",
        since="0.1",
        summary="{what}.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
    )
    examples = (
        Bad(
            f"{_PORT} {_ENGINEERS}\n\n{_TRADERS} ⟦{_ENGINEERS}⟧ {_COUNCIL}\n",
            fixed=f"{_PORT} {_ENGINEERS}\n\n{_TRADERS} {_COUNCIL}\n",
        ),
        Bad(
            f"{_PORT} {_ENGINEERS} {_QUOTE}\n\n{_COUNCIL} ⟦{_ENGINEERS} {_QUOTE}⟧\n",
            fixed=f"{_PORT} {_ENGINEERS} {_QUOTE}\n\n{_COUNCIL}\n",
        ),
        Good(f"{_PORT} It will take a month to mend.\n\n{_TRADERS} It will take a month to mend.\n"),
        Good(f"{_PORT} {_ENGINEERS} {_COUNCIL}\n\n{_ENGINEERS}\n\n{_TRADERS}\n"),
        Good(f"{_QUESTION}\n\n{_PORT} {_TRADERS}\n\n{_QUESTION}\n\n{_COUNCIL}\n"),
        Good(f"Marsh, A. (2003). {_JOURNAL} 12 (3).\n\nFirth, B. (2011). {_JOURNAL} 14 (1).\n"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        sentences = [s for block in self._suspects(article) for s in article.sentences_of(block)]
        places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for i, sentence in enumerate(sentences):
            words = words_in(article.text_of(sentence))
            if len(words) >= self.options.min_words and _is_sentence(article.text_of(sentence), words):
                places[tuple(word.lower() for word in words)].append(i)
        original = {twice[1]: twice[0] for twice in places.values() if len(twice) == 2}
        if not original:
            return
        formulaic = _is_formulaic(article, sentences, {*original, *original.values()})
        for first, later, n in _runs(sentences, original):
            sides = sentences[first : first + n], sentences[later : later + n]
            if not any(_is_whole_paragraph(side) for side in sides):
                is_meant = _has_parallel_neighbours(article, sentences, (first, later), n) or (
                    (formulaic or _is_instruction(article, sides[1]))
                    and not article.quotation_at(sides[1][0].span)
                )
                yield self._repeated(article, *sides, confidence=_MEANT if is_meant else _SLIP)

    def _repeated(
        self, article: Article, first: list[Sentence], later: list[Sentence], confidence: float
    ) -> Finding:
        start, end = later[0].span.start, later[-1].span.end
        block = later[0].block
        edit = Span(start, end + (article.prose[end : end + 1] == " "))
        if start > block.start and article.prose[start - 1] == " ":
            edit = Span(start - 1, end)
        return self.finding(
            Span(start, end),
            Fix("Delete it here", (Edit(edit),), Safety.UNSAFE),
            related=[Related(Span(first[0].span.start, first[-1].span.end), "the first time")],
            confidence=confidence,
            what="This sentence repeats an earlier one"
            if len(later) == 1
            else f"These {len(later)} sentences repeat earlier ones",
        )

    def _suspects(self, article: Article) -> list[Block]:
        """The paragraphs that may share a sentence with another or have one twice."""
        prose = article.prose
        for mark in _MARKS[1:]:
            prose = prose.replace(mark, ".")
        counts = Counter(part.strip() for part in prose.split(".") if len(part) >= _LEAST)
        if counts.total() == len(counts):
            return []
        twice = (m.start() for m in _STRETCH.finditer(article.prose) if counts[m[0].strip()] > 1)
        blocks = {block.start: block for block in map(article.block_at, twice) if block}
        found = {
            start: block
            for start, block in blocks.items()
            if block.kind is Kind.PARAGRAPH and not is_verse(article.text_of(block))
        }
        if found:
            for run in find_runs(article, _PARAGRAPH_WORDS, _PARAGRAPH_SIMILARITY):
                for block in run.later:
                    found.pop(block.start, None)
        return [b for b in found.values() if doubled_at(article.text_of(b), _PARAGRAPH_WORDS) is None]


def _runs(sentences: list[Sentence], original: dict[int, int]) -> Iterator[tuple[int, int, int]]:
    """Sentences of one paragraph that are repeated together: the first, that of the copy, and how many."""
    for later in sorted(original):
        first, block = original[later], sentences[later].block
        if original.get(later - 1) == first - 1 and sentences[later - 1].block is block:
            continue
        n = 1
        while original.get(later + n) == first + n and sentences[later + n].block is block:
            n += 1
        yield first, later, n


def _is_instruction(article: Article, sentences: list[Sentence]) -> bool:
    text = " ".join(map(article.text_of, sentences))
    return len(words_in(text)) < _PLAIN or _READER.search(text) is not None


def _is_formulaic(article: Article, sentences: list[Sentence], repeated: set[int]) -> bool:
    """Whether the article repeats its phrases by design, the repeated sentences apart."""
    spans = [sentences[i].span for i in sorted(repeated)]
    texts, start = [], 0
    for span in spans:
        texts.append(article.prose[start : span.start])
        start = span.end
    return is_formulaic(repetitiveness([*texts, article.prose[start:]]))


def _has_parallel_neighbours(
    article: Article, sentences: list[Sentence], starts: tuple[int, int], n: int
) -> bool:
    """Whether the sentences before or behind both are of one pattern."""
    return any(
        0 <= first + by < len(sentences)
        and later + by < len(sentences)
        and later + by != first
        and are_parallel(*(article.text_of(sentences[i + by]) for i in (first, later)))
        for first, later in (starts,)
        for by in (-1, n)
    )


def _is_sentence(text: str, words: tuple[str, ...]) -> bool:
    """Whether it is that, and not a title, a label or a line of references."""
    return _ENDED.search(text) is not None and 5 * sum(w[0].isupper() for w in words) < 2 * len(words)


def _is_whole_paragraph(sentences: list[Sentence]) -> bool:
    block = sentences[0].block
    return sentences[0].span.start == block.start and sentences[-1].span.end == block.end
