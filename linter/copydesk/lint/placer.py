"""The placer: findings of an article, and their fixes, with their places in the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from copydesk.document.article import Article, Block, Kind
from copydesk.lint.diagnostic import (
    NEIGHBOURS,
    Diagnostic,
    PlacedFix,
    PlacedPassage,
    PlacedRelated,
    bare_words,
)
from copydesk.lint.safety import Quoted, safety_of
from copydesk.readers import Reader
from copydesk.rule.finding import Edit, Finding, Fix
from copydesk.rule.rule import Passage
from copydesk.text.edits import SourceEdit, in_order
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source
from copydesk.text.span import LineIndex, Span

__all__ = ["Placer"]

#: What is said of a place in another article.
ELSEWHERE = "the same there"
_CONTEXT = 60
_WORD = 15
#: In how many code points the words on either side are sought.
_NEIGHBOURHOOD = 200
#: In so many there mostly are enough.
_NEAR = 80
_NOT_WORD = lazy_pattern(r"[\W_]+")
_START_TAG = lazy_pattern(r"<([A-Za-z][\w-]*)\b[^<>]*>")
_LINK_END = lazy_pattern(r"\](?:\([^()]*\)|\[[^\[\]]*\])")


class Placer:
    """Places the findings of one article of a source.

    One class of more than 250 lines, as a place, an excerpt and an edit all need the same four things.
    """

    def __init__(self, source: Source, article: Article, reader: Reader, lines: LineIndex | None) -> None:
        self._source = source
        self._article = article
        self._reader = reader
        self._lines = lines
        self._seen: Counter[tuple[str, str]] = Counter()
        self._context_of: tuple[Span | None, tuple[str, str]] = (None, ("", ""))
        self._excerpt_of: tuple[tuple[Span, Span] | None, tuple[str, Span]] = (None, ("", Span(0, 0)))

    def place(self, finding: Finding, group: str) -> Diagnostic:
        """The finding with its place; call it in the order of the text, for the fingerprints' sake."""
        article = self._article
        span = finding.source or article.source_map.to_source(*finding.span)
        line, column = self._position(span.start)
        end_line, end_column = self._position(span.end)
        excerpt, mark = self._excerpt(finding.span, span)
        words = (
            _NOT_WORD.sub(" ", article.text[finding.span.start : finding.span.end][:400]).strip().casefold()
        )
        if finding.source:  # not of the words there alone
            named = finding.message if finding.key is None else finding.key
            words = f"{words} {_NOT_WORD.sub(' ', named[:400]).strip().casefold()}".lstrip()
        key = (finding.rule, words or article.text[finding.span.start : finding.span.end][:400])
        ordinal = self._seen[key]
        self._seen[key] += 1
        return Diagnostic(
            path=self._source.path,
            article=article.id,
            rule=finding.rule,
            group=group,
            severity=finding.severity,
            message=finding.message,
            start=span.start,
            end=span.end,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            where=self._where(finding.span),
            excerpt=excerpt,
            mark=mark,
            identity=(article.id or "", *key, str(ordinal)),
            related=(*(self._related(r.span, r.message) for r in finding.related), *self._elsewhere(finding)),
            fixes=tuple(self.fixes(finding.fixes)),
            data=finding.data,
            confidence=finding.confidence,
            repeat=finding.repeat,
            context=self._context(finding.span),
            title=None if article.id is None else article.title,
            link=None if article.id is None else article.link,
        )

    def _context(self, span: Span) -> tuple[str, str]:
        """The words on either side; of several findings at one place they are sought once."""
        if span != self._context_of[0]:
            prose, (start, end) = self._article.prose, span
            before = bare_words(prose[max(0, start - _NEAR) : start])
            if len(before) <= NEIGHBOURS:  # of more, the first may be cut short
                before = bare_words(prose[max(0, start - _NEIGHBOURHOOD) : start])
            after = bare_words(prose[end : end + _NEAR])
            if len(after) <= NEIGHBOURS:
                after = bare_words(prose[end : end + _NEIGHBOURHOOD])
            self._context_of = span, (" ".join(before[-NEIGHBOURS:]), " ".join(after[:NEIGHBOURS]))
        return self._context_of[1]

    def _related(self, span: Span, message: str) -> PlacedRelated:
        source = self._article.source_map.to_source(*span)
        excerpt, mark = self._excerpt(span, source)
        line, _ = self._position(source.start)
        where = self._where(span)
        return PlacedRelated(source.start, source.end, line, message, excerpt, where=where, mark=mark)

    def _elsewhere(self, finding: Finding) -> Iterator[PlacedRelated]:
        for place in finding.elsewhere:
            in_article = f" of {place.article}" if place.article else ""
            message = f"{ELSEWHERE}{in_article}"
            if place.path != self._source.path:
                yield PlacedRelated(place.start, place.end, place.line, message, "", path=place.path)
                continue
            by, line = self._source.start, place.line and place.line - self._source.at.line + 1
            yield PlacedRelated(place.start - by, place.end - by, line, message, "")

    def passage(self, passage: Passage) -> PlacedPassage:
        """The passage with its place."""
        span = self._article.source_map.to_source(*passage.span)
        line, _ = self._position(span.start)
        return PlacedPassage(passage.key, passage.most, self._article.id, *span, line)

    def _where(self, span: Span) -> str:
        block = self._article.block_at(span.start)
        return self._article.where(block) if block else ""

    def _position(self, offset: int) -> tuple[int, int]:
        return self._lines.position(offset) if self._lines else (0, 0)

    def _line(self, text: str, span: Span) -> Span:
        """The line of the source that a span begins in.

        What begins with a line's end, as a word that is repeated on the next line, has that line too.
        """
        assert self._lines is not None
        line = self._lines.line_span(self._lines.position(span.start)[0])
        words = span.end - len(text[span.start : span.end].lstrip())
        if line.end <= words < span.end:
            line = Span(line.start, self._lines.line_span(self._lines.position(words)[0]).end)
        return line

    def _excerpt(self, span: Span, source: Span) -> tuple[str, Span]:
        """As `_line_around`; of several findings at one place it is made once."""
        if (span, source) != self._excerpt_of[0]:
            self._excerpt_of = (span, source), self._line_around(span, source)
        return self._excerpt_of[1]

    def _line_around(self, span: Span, source: Span) -> tuple[str, Span]:
        """The line around a span, white space folded, and where the span's first line is in it.

        Args:
            span: in the article's text, which is what is shown where the source is no text.
            source: the same in the source, whose line is shown where it is a text to be read.
        """
        if self._lines is None or self._article.id is not None:  # nobody reads an export's markup
            text = self._article.text
            block = self._article.block_at(span.start)
            line_start = block.span if block else Span(span.start, span.end)
        else:
            text, span = self._source.text, source
            line_start = self._line(text, span)
        end = min(span.end, line_start.end, span.start + 400)
        low = max(line_start.start, span.start - _CONTEXT)
        high = min(line_start.end, end + _CONTEXT)
        if low > line_start.start:  # not in the middle of a word, if it can be helped
            low = text.find(" ", low, low + _WORD) + 1 or low
        if high < line_start.end and (space := text.rfind(" ", max(end, high - _WORD), high)) >= 0:
            high = space
        before = " ".join(text[low : span.start].split())
        if before and text[low : span.start][-1].isspace():
            before += " "
        middle = text[span.start : end]
        marked = " ".join(middle.split()) or middle.strip("\r\n")
        if middle[:1].isspace() and marked != middle and before:
            before = before.rstrip() + " "
        after = text[end:high]
        tail = " ".join(after.split())
        if tail and (after[:1].isspace() or middle[-1:].isspace()):
            tail = " " + tail
        if low > line_start.start:
            before = "…" + before
        if high < line_start.end:
            tail += "…"
        return before + marked + tail, Span(len(before), len(before) + len(marked))

    def fixes(self, fixes: Iterable[Fix]) -> Iterator[PlacedFix]:
        """The fixes with their places, less those that change nothing or would harm the markup."""
        for fix in fixes:
            edits: list[SourceEdit] = []
            for edit in fix.edits:
                placed = self._edits(edit)
                if placed is None:
                    break
                edits += placed
            else:
                edits = [e for e in in_order(edits) if self._source.text[e.start : e.end] != e.text]
                if edits and not any(a.end > b.start for a, b in pairwise(edits)):
                    writable = self._source.accepts(edits)
                    safety = safety_of(fix, writable=writable, quoted=self._quoted(fix))
                    if safety:
                        yield PlacedFix(fix.title, safety, tuple(edits), fix)

    def _quoted(self, fix: Fix) -> Quoted:
        """What a fix changes of what somebody is quoted as saying."""
        quoted = Quoted.NOTHING
        for edit in fix.edits:
            quotation = None if edit.in_source else self._article.quotation_at(edit.span)
            if quotation is None or (edit.span.covers(quotation.span) and not edit.text):
                continue
            if quotation.inner.overlaps(edit.span) or quotation.inner.covers(edit.span):
                old = self._article.text[edit.span.start : edit.span.end]
                if _NOT_WORD.sub("", old) != _NOT_WORD.sub("", edit.text):
                    return Quoted.WORDS
                quoted = Quoted.PUNCTUATION
        return quoted

    def _edits(self, edit: Edit) -> list[SourceEdit] | None:
        """The edit in the source; None where it cannot be made without harming the markup."""
        article, text = self._article, edit.text
        start, end = edit.span
        if edit.in_source:
            return [SourceEdit(start, end, text)]
        if not text and start < end and (whole := self._whole_blocks(edit.span)):
            return self._delete_blocks(whole)
        block, last = article.block_at(start), article.block_at(end)
        if block is None or block is not last:
            return None
        pieces = list(article.source_map.pieces(start, end))
        if len(pieces) > 1:
            # Markup stands within: leave alone what does not change, and the markup with it.
            old = article.text[start:end]
            while start < end and text and old[0] == text[0]:
                start, old, text = start + 1, old[1:], text[1:]
            while start < end and text and old[-1] == text[-1]:
                end, old, text = end - 1, old[:-1], text[:-1]
            pieces = list(article.source_map.pieces(start, end))
        if not pieces and not text:
            return None
        if len(pieces) > 1 and not text:
            pieces = self._deletion(Span(start, end), pieces, block)
        escaped = (article.escape_at(start) or self._reader.escape)(text)
        if not pieces:
            at = article.source_map.to_source(start, start).start
            if start > block.start:
                behind = article.source_map.to_source(start - 1, start).end
                # Behind the last word, inside its markup, and on its line.
                if start == block.end or "\n" in self._source.text[behind:at]:
                    at = behind
            return [SourceEdit(at, at, escaped)]
        first, *others = pieces
        return [SourceEdit(*first, escaped), *(SourceEdit(*piece, "") for piece in others)]

    def _deletion(self, span: Span, pieces: list[Span], block: Block) -> list[Span]:
        """What to delete where markup stands within the words.

        Deleting " the" from "the **the cat**" leaves the same as deleting "the " does, and that
        is in one piece. Where all that an element holds goes, the element goes too.
        """
        article = self._article
        start, end = span
        if end >= block.end:
            return pieces
        if article.text[start] == article.text[end]:
            shifted = list(article.source_map.pieces(start + 1, end + 1))
            if len(shifted) == 1:
                return shifted
        following = article.source_map.to_source(end, end).start
        if len(pieces) == 2:
            first, second = pieces
            between = self._source.text[first.end : second.start]
            if _is_element(between, self._source.text[second.end : following]):
                return [Span(first.start, following)]
            if start > block.start:
                preceding = article.source_map.to_source(start - 1, start).end
                if _is_element(self._source.text[preceding : first.start], between):
                    return [Span(preceding, second.end)]
        return pieces

    def _whole_blocks(self, span: Span) -> list[Block] | None:
        at = self._article.index_at(span.start)
        if at is None or self._article.blocks[at].start != span.start:
            return None
        blocks: list[Block] = []
        for block in self._article.blocks[at:]:
            if block.end > span.end:
                break
            blocks.append(block)
        return blocks if blocks and blocks[-1].end == span.end else None

    def _delete_blocks(self, blocks: list[Block]) -> list[SourceEdit] | None:
        """Delete blocks, with the space that set them off where they start a line."""
        if any(block.kind is Kind.TABLE_CELL for block in blocks):
            return None
        text = self._source.text
        ranges: list[Span] = []
        for start, end in sorted(block.source for block in blocks):
            if ranges and (start <= ranges[-1].end or text[ranges[-1].end : start].isspace()):
                ranges[-1] = Span(ranges[-1].start, max(end, ranges[-1].end))
            else:
                ranges.append(Span(start, end))
        return [SourceEdit(*self._with_space(span), "") for span in ranges]

    def _with_space(self, span: Span) -> Span:
        """A span of whole lines with the smaller of the gaps before and after it; any other as it is."""
        text = self._source.text
        before, after = span
        while before > 0 and text[before - 1].isspace():
            before -= 1
        while after < len(text) and text[after].isspace():
            after += 1
        low = max(text.rfind("\n", before, span.start), text.rfind("\r", before, span.start)) + 1
        high = max(text.rfind("\n", span.end, after), text.rfind("\r", span.end, after)) + 1
        if before > 0 and low == 0:
            return span
        if after == len(text):  # the last block: the newline that ends the file stays
            return Span(before, span.end if before > 0 else after)
        if high == 0:
            return Span(span.start, after)
        if before > 0 and _newlines(text[before:low]) < _newlines(text[span.end : high]):
            return Span(before, span.end)
        return Span(low, high)


def _newlines(space: str) -> int:
    return space.count("\n") or space.count("\r")


def _is_element(before: str, after: str) -> bool:
    """Whether two bits of markup are the beginning and the end of one element, in HTML or Markdown."""
    if tag := _START_TAG.fullmatch(before):
        return after.lower() == f"</{tag[1].lower()}>"
    if before == "[":
        return _LINK_END.fullmatch(after) is not None
    return before.strip("*_~") == "" and after == before[::-1]
