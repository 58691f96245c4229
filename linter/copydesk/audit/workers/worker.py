"""The work of an audit: a batch of articles in, rows for the database out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Event, Thread
from time import monotonic
from typing import Any

import msgspec
from msgspec.structs import replace

from copydesk.audit.duplicates.minhash import passages_of
from copydesk.audit.messages import ArticleRow, Batch, Done, FindingRow, ProblemRow, WorkUnit
from copydesk.audit.names.ledger import names_of, naming_rules
from copydesk.audit.sources.inventory import opened
from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.errors import FINAL, CopydeskError, SourceError, StoppedError, crash_of
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import applicable
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Severity
from copydesk.rule.rule import Named, Rule
from copydesk.system.limits import Limits
from copydesk.text.dates import published
from copydesk.text.source import Source

__all__ = ["MAX_BYTES", "Worker"]

#: A larger article is no article.
MAX_BYTES = 10_000_000
#: How long a file or an article may take: then it is given up, and a bit later its process is.
SECONDS = 60.0
_GRACE = 30.0


#: What went wrong: with which article, in which rule, how, and how badly.
_Said = tuple[str | None, str | None, str, Severity]


class Worker:
    """Checks batches, one at a time.

    Args:
        linter: what to check with.
        seconds: how long a file, or an article of one that holds many, may take.
    """

    def __init__(self, linter: Linter, seconds: float = SECONDS) -> None:
        self._linter = linter
        self._seconds = seconds
        self._ends = _Ends(seconds + _GRACE)
        #: The rules that know names, and the configuration that they are for: a batch has one.
        self._naming: tuple[Config, tuple[Rule[Any], ...]] | None = None
        self._configs: dict[str, Config] = {}

    def check(self, batch: Batch) -> Done:
        """What is found in a batch."""
        # Each batch brings a copy of its own, and the rules that are made for one are kept with it.
        batch = replace(batch, config=self._configs.setdefault(batch.key, batch.config))
        rows: list[ArticleRow] = []
        problems: list[ProblemRow] = []
        for unit in batch.units:
            with self._ends:
                rows += self._rows(unit, batch, problems)
        lines = b"\n".join(map(_encoder.encode, rows))
        items = tuple(unit.item for unit in batch.units if unit.part is None)
        size = sum(unit.size for unit in batch.units)
        return Done(batch.key, lines, len(rows), size, tuple(problems), items)

    def _rows(self, unit: WorkUnit, batch: Batch, problems: list[ProblemRow]) -> list[ArticleRow]:
        item, part = unit.item, unit.part
        said: list[_Said] = []
        its_id = part.id if part else None
        rows: list[ArticleRow] = []
        try:
            with Limits(self._seconds, self._linter.settings.limits.megabytes).held():
                rows.extend(self._checked(unit, batch, said))
        except StoppedError:
            said.append(
                (its_id, None, f"took longer than {self._seconds:.0f} seconds: set aside", Severity.ERROR)
            )
        except CopydeskError as error:
            said.append((its_id, None, getattr(error, "message", str(error)), Severity.ERROR))
        except FINAL:
            raise
        except BaseException as error:
            said.append((its_id, None, f"the check crashed: {crash_of(error)}: set aside", Severity.ERROR))
        only = rows[0].id if len(rows) == 1 else None
        digest = part.digest if part and said else None
        problems += [
            ProblemRow(item.source, item.path, id_ or only, rule, message, severity.value, digest)
            for id_, rule, message, severity in said
        ]
        return rows

    def _checked(self, unit: WorkUnit, batch: Batch, said: list[_Said]) -> Iterator[ArticleRow]:
        """The rows of a unit; what the check could not do goes to `said`."""
        item, part = unit.item, unit.part
        end = monotonic() + self._seconds
        if unit.size > MAX_BYTES:
            raise SourceError(item.path, f"larger than {MAX_BYTES // 1_000_000} MB: not checked")
        encoding = self._linter.settings.encoding or batch.config.encoding
        for source in [part.source] if part else opened(item, encoding):
            articles = list(read_articles(source, batch.config))
            report = self._linter.lint_source(
                source, batch.config, stop=lambda: monotonic() > end, articles=articles
            )
            said += [(None, p.rule, p.message, p.severity) for p in report.problems]
            for number, article in enumerate(articles):
                found = [d for d in report.diagnostics if d.article == article.id]
                row = _row(unit, batch.key, source, report, number, article, found)
                yield replace(row, mentions=tuple(self._mentions(article, batch.config)))

    def _mentions(self, article: Article, config: Config) -> Iterator[Named]:
        if self._naming is None or self._naming[0] is not config:
            self._naming = config, naming_rules(self._linter.registry, config)
        return names_of(article, self._naming[1])


def _row(
    unit: WorkUnit,
    key: str,
    source: Source,
    report: FileReport,
    number: int,
    article: Article,
    found: list[Diagnostic],
) -> ArticleRow:
    item, about = unit.item, report.about[number]
    known = unit.part
    date = (known and known.date) or about.date or item.date
    return ArticleRow(
        source=item.source,
        path=item.path,
        id=(known and known.id) or article.id,
        digest=known.digest if known else report.digest,
        key=key,
        start=source.start,
        line=source.at.line - 1,
        title=(known and known.title) or about.title,
        author=(known and known.author) or about.author,
        date=date,
        published=str(day) if (day := published(date)) else None,
        section=(known and known.section) or about.section,
        link=(known and known.link) or about.link or item.link,
        status=about.status,
        language=article.language,
        readers=known.readers if known else None,
        words=about.words,
        findings=tuple(map(_finding, found)),
        passages=tuple(passages_of(article)),
        mentions=(),
    )


def _finding(d: Diagnostic) -> FindingRow:
    fix = applicable(d, unsafe=True)
    return FindingRow(
        d.rule,
        d.group,
        d.severity.value,
        d.message,
        round(d.confidence, 3),
        d.start,
        d.end,
        d.line,
        d.column,
        d.where,
        d.words,
        d.excerpt,
        d.fingerprint,
        fix.safety.value if fix else None,
    )


class _Ends:
    """Ends this process when what is done within takes too long: nothing else stops what is not Python."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun: float | None = None
        self._wake = Event()
        Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> None:
        self._begun = monotonic()

    def __exit__(self, *raised: object) -> None:
        self._begun = None

    def _watch(self) -> None:
        while not self._wake.wait(1.0):
            begun = self._begun
            if begun is not None and monotonic() - begun > self._seconds:
                os._exit(3)


_encoder = msgspec.json.Encoder(enc_hook=str)
