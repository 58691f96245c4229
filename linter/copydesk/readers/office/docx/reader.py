"""Word documents (.docx): the text, the notes and the text boxes of one article.

The source's text is the XML of the parts that hold these, end to end, so that a fix is an edit of that XML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from copydesk.document.article import Article, Kind
from copydesk.errors import SourceError
from copydesk.readers import Readable, ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.format import Format, TableSyntax
from copydesk.readers.office.docx.blocks import Notes, ParagraphDraft, read_part
from copydesk.readers.office.docx.edits import WordPackage, XmlPart
from copydesk.readers.office.docx.parts import (
    NAMESPACES,
    core_properties,
    main_part,
    open_archive,
    related,
    styles,
)
from copydesk.readers.office.properties import with_properties
from copydesk.readers.office.xml import Names, decoded
from copydesk.readers.office.zip import whole
from copydesk.readers.roles import by_words
from copydesk.readers.xml import escape
from copydesk.text.regex import lazy_pattern
from copydesk.text.source import Source

__all__ = ["READER", "WordReader"]

_NOTES = ("footnotes", "endnotes")


class WordReader:
    """Reads Word documents."""

    format = Format(
        "docx",
        mime_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        tracks_changes=True,
        tables=TableSyntax(lazy_pattern(r"<(?:\w+:)?tr\b(?!P)"), lazy_pattern(r"<(?:\w+:)?tc\b")),
    )

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The XML of the parts that hold text, end to end; see `Reader.sources`."""
        data = whole(file, path)
        archive = open_archive(data, path)
        main = main_part(archive, path)
        near = related(archive, main, path)
        parts: list[XmlPart] = []
        texts: list[str] = []
        for name in (main, *(near[kind] for kind in _NOTES if kind in near)):
            text, codec, namespaces = decoded(archive.read(name), path, name, NAMESPACES)
            if "w" not in map(NAMESPACES.get, namespaces.values()):
                raise SourceError(path, f"is no Word document of a known kind: see the root of {name}")
            start = parts[-1].end if parts else 0
            parts.append(XmlPart(name, start, start + len(text), codec, namespaces))
            texts.append(text)
        known = styles(archive, near["styles"], path) if "styles" in near else {}
        package = WordPackage(archive, tuple(parts), known, core_properties(archive, path))
        yield Source(path, data, self.format.name, parts[0].encoding, "".join(texts), package=package)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a document."""
        package = source.package
        assert isinstance(package, WordPackage)
        notes, drafts = Notes(), []
        for part in package.parts:
            names = Names(part.namespaces, NAMESPACES)
            drafts += read_part(source.text, part.start, part.end, names, package.styles, notes)
        builder = ArticleBuilder()
        head: dict[Kind, str] = {}
        # What stands apart, as notes do, says nothing of the article's beginning.
        kinds = iter(by_words([(draft.kind, draft.text.strip()) for draft in drafts if not draft.where]))
        common = _common(drafts)
        for draft in drafts:
            kind = draft.kind if draft.where else next(kinds)
            draft.emit(builder, kind, draft.language if draft.language != common else None)
            if not draft.where:
                head.setdefault(kind, " ".join(draft.text.split()))
        yield with_properties(builder.build(self.format.name), head, package.core)

    def escape(self, text: str) -> str:
        """Text as it is written in XML."""
        return escape(text)


def _common(drafts: list[ParagraphDraft]) -> str | None:
    """The language that most of a document is marked with: what its author's Word was set to, and no more."""
    said: Counter[str | None] = Counter()
    for draft in drafts:
        said[draft.language] += len(draft.text)
    return said.most_common(1)[0][0] if said else None


READER = WordReader()
