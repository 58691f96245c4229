"""Word documents (.docx): the text, the notes and the text boxes of one article.

The source's text is the XML of the parts that hold these, end to end, so that a fix is an edit of that XML.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from copydesk.article import Article, Kind
from copydesk.readers import Readable, ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.roles import author_in, is_byline, is_dateline, mark_pull_quotes
from copydesk.readers.word_blocks import Draft, Notes, read_part
from copydesk.readers.word_edits import Part, WordPackage
from copydesk.readers.word_parts import NAMESPACES, core_properties, main_part, open_archive, related, styles
from copydesk.readers.xml import Names, decoded, escape
from copydesk.source import Source

__all__ = ["READER", "WordReader"]

_NOTES = ("footnotes", "endnotes")
#: How many blocks from the beginning may be a byline or a dateline by their words.
_HEAD = 8


class WordReader:
    """Reads Word documents."""

    name = "docx"

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        data = file.read()
        archive = open_archive(data, path)
        main = main_part(archive, path)
        near = related(archive, main, path)
        parts: list[Part] = []
        texts: list[str] = []
        for name in (main, *(near[kind] for kind in _NOTES if kind in near)):
            text, codec, namespaces = decoded(archive.read(name), path, name)
            start = parts[-1].end if parts else 0
            parts.append(Part(name, start, start + len(text), codec, namespaces))
            texts.append(text)
        known = styles(archive, near["styles"], path) if "styles" in near else {}
        package = WordPackage(archive, tuple(parts), known, core_properties(archive, path))
        yield Source(path, data, self.name, parts[0].encoding, "".join(texts), package=package)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        package = source.package
        assert isinstance(package, WordPackage)
        notes, drafts = Notes(), []
        for part in package.parts:
            names = Names(part.namespaces, NAMESPACES)
            drafts += read_part(source.text, part.start, part.end, names, package.styles, notes)
        builder = ArticleBuilder()
        head: dict[Kind, str] = {}
        for draft, kind in _kinds(drafts):
            draft.lay_down(builder, kind)
            head.setdefault(kind, " ".join(draft.text.split()))
        core = package.core
        article = builder.build(self.name)
        yield replace(
            article,
            blocks=mark_pull_quotes(article),
            title=head.get(Kind.HEADLINE) or core.title,
            author=author_in(head.get(Kind.BYLINE, "")) or core.author,
            date=core.created,
        )

    def escape(self, text: str) -> str:
        return escape(text)


def _kinds(drafts: list[Draft]) -> Iterator[tuple[Draft, Kind]]:
    """What each paragraph is, by its style or else, near the beginning, by its words."""
    titled = any(draft.kind is Kind.HEADLINE for draft in drafts)
    running = False
    for i, draft in enumerate(drafts):
        kind = draft.kind
        if kind is Kind.HEADING and draft.rank == 1 and not titled and not running:
            kind, titled = Kind.HEADLINE, True
        elif kind is Kind.PARAGRAPH and i < _HEAD and not draft.where:
            text = draft.text if len(draft.pieces) < 100 else ""
            kind = Kind.BYLINE if is_byline(text) else Kind.DATELINE if is_dateline(text) else kind
        running = running or kind.is_running
        yield draft, kind


READER = WordReader()
