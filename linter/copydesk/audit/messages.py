"""Messages to the workers of an audit, and back."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from copydesk.audit.duplicates.minhash import HashedPassage
from copydesk.config import Config
from copydesk.document.metadata import Metadata
from copydesk.rule.finding import Severity
from copydesk.rule.rule import Named
from copydesk.text.source import Source, digest_of

__all__ = ["ArticlePart", "ArticleRow", "Batch", "Done", "FindingRow", "Item", "ProblemRow", "WorkUnit"]


class Item(Struct, frozen=True):
    """A file of the archive.

    Attributes:
        source: that it belongs to, as given on the command line.
        path: how it is named in what is found.
        place: a path on this machine, or an address.
        stamp: it is another when the file has changed, as far as can be told without reading.
        size: in bytes.
        many: whether it holds articles one after the other, each of which is checked by itself.
        link, date: of the article, where a list of pages says them.
    """

    source: str
    path: str
    place: str
    stamp: str
    size: int
    many: bool = False
    link: str | None = None
    date: str | None = None


class ArticlePart(Metadata, frozen=True):
    """One article of a file that holds many.

    Attributes:
        source: its text, and where that stands in the file.
        id: None where the file does not say it; the article's own is taken then.
        readers: how many people have read it.
    """

    source: Source
    readers: int | None = None

    @property
    def digest(self) -> str:
        """The same for parts that say the same, wherever they stand in the file."""
        said = [self.id, self.title, self.author, self.date, self.section, self.link, self.readers]
        return digest_of(msgspec.json.encode(said) + self.source.data)


class WorkUnit(Struct, frozen=True):
    """What is checked as one: a file, or an article of one that holds many."""

    item: Item
    part: ArticlePart | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.part.source.data) if self.part else self.item.size


class Batch(Struct, frozen=True):
    """Units with one configuration.

    Attributes:
        key: what is found follows from this and from the articles; see `copydesk.run.cache.check_digest`.
    """

    config: Config
    key: str
    units: tuple[WorkUnit, ...]


class FindingRow(Struct, frozen=True):
    """A `Diagnostic` of an article. Its places count from its source."""

    rule: str
    grp: str
    severity: str
    message: str
    confidence: float
    start: int
    end: int
    line: int
    column: int
    place: str
    words: str
    excerpt: str
    fingerprint: str
    fix: str | None


class ProblemRow(Struct, frozen=True):
    """What went wrong with a file, or with an article of it.

    Attributes:
        severity: an error where something was not checked; else a warning.
        digest: of the article, where the file holds many.
    """

    source: str
    path: str
    id: str | None
    rule: str | None
    message: str
    severity: str = Severity.ERROR.value
    digest: str | None = None


class ArticleRow(Struct, frozen=True):
    """An article that was checked.

    Attributes:
        start, line: how many code points, and lines, of the file stand before the source that it is in.
        date: as the source has it.
        published: the day, as 2017-12-18, where the date tells one that can be.
    """

    source: str
    path: str
    id: str | None
    digest: str
    key: str
    start: int
    line: int
    title: str | None
    author: str | None
    date: str | None
    published: str | None
    section: str | None
    link: str | None
    status: str | None
    language: str | None
    readers: int | None
    words: int
    findings: tuple[FindingRow, ...]
    passages: tuple[HashedPassage, ...]
    mentions: tuple[Named, ...]


class Done(Struct, frozen=True):
    """What came of a batch.

    Attributes:
        key: of the batch.
        articles: encoded as JSON, a line each, as DuckDB reads it.
        count: how many there are.
        size: of the units, in bytes.
        items: the files that are done with.
        died: the batch, if its worker was lost over it; then there is nothing else.
    """

    key: str = ""
    articles: bytes = b""
    count: int = 0
    size: int = 0
    problems: tuple[ProblemRow, ...] = ()
    items: tuple[Item, ...] = ()
    died: Batch | None = None
