"""WordPress's exports (WXR): each post an article, a source of its own.

WXR is RSS with names of WordPress's own, read by prefix as its importer does
(https://github.com/WordPress/wordpress-importer). A post's content is HTML in CDATA sections, which are
split wherever it has a `]]>`, or escaped; classic content, where an empty line parts paragraphs, or blocks
between comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from copydesk.document.article import Article, Escape, Kind
from copydesk.document.metadata import Metadata
from copydesk.errors import DecodeError, SourceError
from copydesk.readers import Readable, ReaderOptions
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.cms.shortcodes import resolved
from copydesk.readers.cms.xml_stream import Decoded, Splitter, decoded, fields, is_well_formed, naming
from copydesk.readers.format import Format
from copydesk.readers.html.blocks import add_elements, read_blocks
from copydesk.readers.html.reader import READER as HTML
from copydesk.readers.html.tokens import TokenKind, references, tokens
from copydesk.readers.roles import is_date, mark_pull_quotes
from copydesk.readers.xml import ESCAPES
from copydesk.text.encodings import decode_text
from copydesk.text.source import BOMS, Source, is_faithful
from copydesk.text.span import START, Span

__all__ = ["READER", "WxrReader"]

_NAMESPACE = "wordpress.org/export/"
#: Types of posts that hold no article: files, menus, settings and designs (`register_post_type` in
#: WordPress's wp-includes/post.php).
_NO_ARTICLES = frozenset(
    (
        *("attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache", "revision"),
        *("user_request", "wp_font_face", "wp_font_family", "wp_global_styles", "wp_navigation"),
        *("wp_template", "wp_template_part"),
    )
)
_UNREAD = frozenset({"auto-draft", "inherit", "trash"})
_SAID = (
    *("category", "dc:creator", "guid", "link", "wp:post_date", "wp:post_id", "wp:post_name", "wp:post_type"),
    "wp:status",
)
_FIELDS = naming((*_SAID, "title", "content:encoded", "excerpt:encoded"))


class WxrReader:
    """Reads exports of WordPress."""

    format = Format("wxr")

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The posts of an export, and what stands between them; see `Reader.sources`."""
        authors: dict[str, str] = {}
        author: dict[str, str] = {}
        outermost = True

        def start(name: str, attributes: Mapping[str, str]) -> None:
            nonlocal outermost
            if outermost and not (name == "rss" and any(_NAMESPACE in v for v in attributes.values())):
                raise SourceError(path, "no export of WordPress; of XML, copydesk reads nothing else")
            outermost = False

        def end(name: str, text: str) -> None:
            if name == "wp:author":
                authors[author.get("login", "")] = author.get("display_name") or author.get("login", "")
                author.clear()
            elif name.startswith("wp:author_"):
                author[name.removeprefix("wp:author_")] = text.strip()

        splitter = Splitter(path, ("rss", "channel", "item"), encoding, start, end)
        begin, at, offset, codec = 0, START, 0, ""
        for data, _ in splitter.pieces(file):
            codec = codec or _codec(data, splitter.encoding)
            try:
                text = decode_text(data, codec)
            except UnicodeDecodeError as error:
                raise DecodeError(path, codec, offset + error.start, data[error.start]) from None
            faithful = is_faithful(data, codec, text)
            yield Source(
                path, data, self.format.name, codec, text, begin, at, known=authors, is_faithful=faithful
            )
            begin, at, offset = begin + len(text), at.after(text), offset + len(data)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a post, if it is one that is read."""
        text = source.text
        if not text[:2000].lstrip().startswith("<item"):
            return
        if not is_well_formed(text):
            raise SourceError(source.path, "a post is not well-formed XML")
        places: dict[str, Span] = {}
        for name, said_of_it, span in fields(text, _FIELDS):
            if name != "category" or 'domain="category"' in said_of_it:
                places.setdefault(name, span)
        said = {name: _said(text, places[name]) for name in _SAID if name in places}
        kind = said.get("wp:post_type") or "post"
        if kind in _NO_ARTICLES or said.get("wp:status") in _UNREAD:
            return
        builder = ArticleBuilder()
        if "title" in places:
            _emit_title(builder, decoded(text, places["title"]))
        if "excerpt:encoded" in places:
            excerpt = decoded(text, places["excerpt:encoded"])
            _emit(builder, excerpt, excerpt.text, {Kind.PARAGRAPH: Kind.DECK})
        content = decoded(text, places.get("content:encoded", Span(0, 0)))
        _emit(builder, content, resolved(content.text), {Kind.HEADLINE: Kind.HEADING})
        creator, date, status = said.get("dc:creator"), said.get("wp:post_date"), said.get("wp:status")
        notes = []
        if date and not is_date(date):
            if date[:4] != "0000":  # which a draft has
                notes.append(f"its date is none: {date[:40]!r}")
            date = None
        if not content.text.strip():
            if kind not in ("post", "page"):
                return
            if kind == "post" and status == "publish":
                notes.append("it is published and has no content")
        if not builder.blocks and not said:
            return
        named = (said.get(name) for name in ("wp:post_id", "guid", "link", "wp:post_name"))
        article = builder.build(
            HTML.format.name,
            Metadata(
                id=next(filter(None, named), "a post without an id"),
                author=source.known.get(creator, creator) if creator else None,
                date=date,
                slug=said.get("wp:post_name"),
                section=said.get("category"),
                link=said.get("link"),
                status=status,
            ),
        )
        title = next((article.text_of(b) for b in article.blocks if b.kind is Kind.HEADLINE), None)
        yield replace(article, blocks=mark_pull_quotes(article), title=title, notes=tuple(notes))

    def escape(self, text: str) -> str:
        """Text as it is written in HTML."""
        return HTML.escape(text)


def _codec(data: bytes, declared: str) -> str:
    """The codec that the beginning of a file is in: by its byte order mark, or else as declared."""
    return next((name for bom, name in BOMS if data.startswith(bom)), declared.lower())


def _said(text: str, span: Span) -> str | None:
    """What a field says, or None where that is nothing."""
    written = text[span.start : span.end]
    plain = "<" not in written and "&" not in written
    said = written if plain else decoded(text, span).text
    return " ".join(said.split()) or None


def _emit_title(builder: ArticleBuilder, field: Decoded) -> None:
    """Add the title, which is HTML, as one block."""
    builder.within(field.source_map, _escape_for(field))
    text = field.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    builder.open_block()
    for token in tokens(text, start, end):
        if token.kind is TokenKind.TEXT:
            for piece in references(text, token.start, token.end):
                builder.add(*piece)
    builder.close_block(Kind.HEADLINE, start, end)


def _emit(builder: ArticleBuilder, field: Decoded, text: str, kinds: Mapping[Kind, Kind]) -> None:
    """Add the blocks of a field that is HTML.

    Args:
        text: the field's, or another of its length to be read in its place.
        kinds: what some kinds of blocks are in this field.
    """
    builder.within(field.source_map, _escape_for(field))
    drafts, found = read_blocks(text, 0, len(text))
    for draft in drafts:
        if draft.kind in kinds:
            draft.kind = kinds[draft.kind]
            draft.level = int(draft.kind is Kind.HEADING)
        draft.emit(builder, text)
    add_elements(builder, text, found)


def _escape_for(field: Decoded) -> Escape:
    return HTML.escape if field.verbatim else _escaped_twice


def _escaped_twice(text: str) -> str:
    return HTML.escape(text).translate(ESCAPES)


READER = WxrReader()
