"""The archive lookup: asks an audit where else something was published."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock

from msgspec import Struct

from copydesk.audit.duplicates.minhash import LEAST_WORDS
from copydesk.audit.names.ledger import names_of, naming_rules
from copydesk.audit.query import Occurrence, elsewhere
from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.lint.diagnostic import Diagnostic
from copydesk.reporters.text import in_line
from copydesk.rule.plugins import Registry
from copydesk.text.span import Span
from copydesk.text.words import words_in

__all__ = ["ArchiveAnswer", "ArchiveLookup", "Other"]

#: So many articles are told; the command tells all.
_MOST = 10
_DEFAULT = Path("copydesk-audit")


class Other(Struct, frozen=True):
    """Another article; `link` is one that may be followed."""

    title: str
    published: str | None
    link: str | None
    place: str


class ArchiveAnswer(Struct, frozen=True):
    """What an archive answers.

    Attributes:
        what: was looked for: "name", "paragraph" or a rule.
        count: in how many other articles it stands.
        articles: the newest of them.
        command: that lists all.
    """

    what: str
    count: int
    articles: tuple[Other, ...]
    command: str


class ArchiveLookup:
    """The audit of an archive; it is opened for each question, and one at a time is asked.

    Args:
        folder: of the audit.
        registry: of the rules, some of which know names.
    """

    def __init__(self, folder: Path, registry: Registry) -> None:
        self._folder, self._registry = folder, registry
        self._lock = Lock()

    def ask(self, d: Diagnostic, article: Article | None, paths: Sequence[str]) -> ArchiveAnswer:
        """Where else what a finding is on was published.

        Args:
            d: the finding, placed in the source of the article.
            article: that it is in, as far as it can be read.
            paths: of its file.

        Raises:
            UsageError: the audit cannot be read, or is in use.
        """
        with self._lock:
            for what, text in self._questions(d, article):
                places, count = elsewhere(self._folder, what, text, paths, d.article, _MOST)
                if count:
                    break
        return ArchiveAnswer(what, count, tuple(map(_other, places)), self._command(what, text))

    def _questions(self, d: Diagnostic, article: Article | None) -> Iterator[tuple[str, str]]:
        """What to look for, the closest first: a whole paragraph, or a name; or what the rule found."""
        spans = article.source_map.text_spans(d.start, d.end) if article else []
        if article and spans:
            found = Span(spans[0].start, spans[-1].end)
            block = article.block_at(found.start)
            text = article.text_of(block) if block else ""
            if block and found.covers(block.span) and len(words_in(text)) >= LEAST_WORDS:
                yield "paragraph", text
            elif d.group == "names":
                yield from (("name", name) for name in self._name_at(found, article))
        yield d.rule, d.words

    def _name_at(self, found: Span, article: Article) -> Iterator[str]:
        """The longest name of an article that stands around some of its words."""
        names = {each.name for each in names_of(article, naming_rules(self._registry, Config()))}
        for name in sorted(names, key=len, reverse=True):
            around = Span(max(0, found.end - len(name)), found.start + len(name))
            if len(name) >= len(found) and name in article.text_of(around):
                yield name
                return

    def _command(self, what: str, text: str) -> str:
        """The command that asks the same, to be pasted into a terminal."""
        one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        out = () if self._folder == _DEFAULT else ("--out", str(self._folder))
        return shlex.join(["copydesk", "audit", "where", *out, what, one_line.lstrip("- ")])


def _other(place: Occurrence) -> Other:
    line = f":{place.line}" if place.line else ""
    where = in_line(" · ".join(filter(None, (f"{place.path}{line}", place.id))))
    link = place.link or ""
    leads_to_the_web = link.lower().startswith(("https://", "http://")) and link.isprintable()
    title = in_line(place.title or "")[:300] or where
    return Other(title, place.published, link if leads_to_the_web else None, where)
