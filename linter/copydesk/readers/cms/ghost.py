"""Ghost's exports: one JSON file with the posts, their authors and their tags.

Ghost imports a post from its editor's format, Lexical or before version 5.53 Mobiledoc, which is JSON in a
string, and renders HTML from it anew; the HTML is read only where there is neither
(https://ghost.org/docs/migration/custom/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec.structs import replace

from copydesk.document.article import Article, Kind
from copydesk.document.metadata import Metadata
from copydesk.errors import SourceError
from copydesk.readers import Readable, ReaderOptions, is_export
from copydesk.readers.builder import ArticleBuilder
from copydesk.readers.cms.ghost_cards import JsonText, Writer
from copydesk.readers.cms.json_spans import Node, parse, quoted
from copydesk.readers.format import Format
from copydesk.readers.html.reader import READER as HTML
from copydesk.readers.roles import is_date, mark_pull_quotes
from copydesk.text.encodings import encode_text
from copydesk.text.source import Source, decode
from copydesk.text.span import START

__all__ = ["READER", "GhostReader"]


class GhostReader:
    """Reads exports of Ghost."""

    format = Format("ghost")

    def sources(self, file: Readable, path: str, encoding: str | None) -> Iterator[Source]:
        """The posts of an export, and what stands between them; see `Reader.sources`."""
        whole = decode(file.read(), path, self.format.name, encoding)
        if not is_export(self.format.name, whole.data):
            raise SourceError(path, "no export of Ghost; of JSON, copydesk reads nothing else")
        text, at, start = whole.text, START, 0
        for end, known in [*_posts(whole), (len(text), {})]:
            part = text[start:end]
            yield replace(
                whole, data=encode_text(part, whole.encoding), text=part, start=start, at=at, known=known
            )
            start, at = end, at.after(part)

    def read(self, source: Source, options: ReaderOptions) -> Iterator[Article]:
        """The article of a post."""
        if source.known:
            try:
                post = parse(source.text, source.text.index("{"))
            except ValueError as error:
                raise SourceError(source.path, f"a post is malformed JSON: {error}") from None
            yield _article(post, source.known)

    def escape(self, text: str) -> str:
        """Text as it is written in a string of JSON."""
        return quoted(text)


def _posts(source: Source) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Where the pieces of an export end, and of each that is a post what is known of it.

    Raises:
        SourceError: it is no JSON, or holds no posts.
    """
    try:
        root = parse(source.text, int(source.text.startswith("\ufeff")))
    except ValueError as error:
        raise SourceError(source.path, f"malformed JSON: {error}") from None
    data = (root["db"].items or [root])[0]["data"]
    posts = [post for post in data["posts"].items if post.fields]
    if not posts:
        raise SourceError(source.path, "this export of Ghost has no posts in it")
    names = {user["id"].said: user["name"].said for user in data["users"].items}
    authors = _linked(data["posts_authors"], "author_id", names)
    tags = {tag["id"].said: tag["name"].said for tag in data["tags"].items}
    sections = _linked(data["posts_tags"], "tag_id", tags)
    yield posts[0].span.start, {}
    for post in posts:
        known = post["id"].said
        by = authors[known] or [names.get(post["author_id"].said) or ""]
        shown = [tag for tag in sections[known] if not tag.startswith("#")]
        yield post.span.end, {"author": ", ".join(filter(None, by)), "section": shown[0] if shown else ""}


def _linked(table: Node, field: str, names: Mapping[str | None, str | None]) -> dict[str | None, list[str]]:
    """The names that a table links with each post, in their order."""
    rows = sorted(table.items, key=lambda row: float(row["sort_order"].said or 0))
    found: dict[str | None, list[str]] = defaultdict(list)
    for row in rows:
        found[row["post_id"].said].append(names.get(row[field].said) or "")
    return found


def _article(post: Node, known: Mapping[str, str]) -> Article:
    builder = ArticleBuilder()
    writer = Writer(builder)
    writer.add_text(Kind.HEADLINE, JsonText(post["title"]))
    writer.add_text(Kind.DECK, JsonText(post["custom_excerpt"]))
    notes = []
    for name, add in (("lexical", writer.add_lexical), ("mobiledoc", writer.add_mobiledoc)):
        if post[name].said:
            try:
                add(JsonText(post[name]))
            except ValueError as error:
                notes.append(f"its {name} is malformed: {error}")
            break
    else:
        writer.add_html(JsonText(post["html"]))
        if not post["html"].said and post["status"].said == "published":
            notes.append("it is published and has no content")
    date = post["published_at"].said or post["created_at"].said
    if date and date.isdecimal():  # milliseconds, in exports of Ghost before 1.0
        date = datetime.fromtimestamp(int(date[:13]) / 1000, UTC).isoformat()
    elif date and not is_date(date):
        notes.append(f"its date is none: {date[:40]!r}")
        date = None
    about = Metadata(
        id=post["id"].said or post["uuid"].said,
        title=post["title"].said,
        author=known["author"] or None,
        date=date,
        slug=post["slug"].said,
        section=known["section"] or None,
        link=post["canonical_url"].said,
        status=post["status"].said,
    )
    article = builder.build(HTML.format.name, about)
    return replace(article, blocks=mark_pull_quotes(article), notes=tuple(notes))


READER = GhostReader()
