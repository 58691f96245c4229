"""Subtitles (.srt): each a number, a time and its lines; the lines are paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.document.article import Article, Kind
from copydesk.readers import ReaderOptions, TextReader
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.format import Format
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source

__all__ = ["READER", "SubtitleReader"]

_CUE = lazy_pattern(r"^\d+\n[\d:,]+ --> [\d:,]+\n((?:.*\S.*\n?)+)", re.MULTILINE)


class SubtitleReader(TextReader):
    """Reads subtitles."""

    format = Format("srt", mime_type="application/x-subrip")

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        builder = ArticleBuilder()
        for cue in _CUE.finditer(source.text):
            text, start = cue[1].rstrip(), cue.start(1)
            end = start + len(text)
            builder.open_block()
            builder.add(text, start, end)
            builder.close_block(Kind.PARAGRAPH, start, end)
        yield builder.build(self.format.name)

    def escape(self, text: str) -> str:
        return text


READER = SubtitleReader()
