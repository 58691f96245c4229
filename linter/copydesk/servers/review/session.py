"""The review session: all files of a review, what a page is told of them and asks for."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import PurePath
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from copydesk.document.article import Article
from copydesk.errors import CopydeskError, StoppedError, UsageError
from copydesk.lint.levels import Levels
from copydesk.lint.linter import File
from copydesk.lint.report import FileReport
from copydesk.pages.cards import Rules, reason
from copydesk.servers.review.accepted import local
from copydesk.servers.review.article_page import article_html, finding_json, load_template
from copydesk.servers.review.decision_store import DecisionStore, MemoryStore
from copydesk.servers.review.file_session import FileSession, StaleError
from copydesk.servers.review.rewrite import rewrite_fix
from copydesk.servers.review.rows import Row
from copydesk.servers.review.storage import FileStorage, PastedText
from copydesk.text.source import Source
from copydesk.triage.decisions import Verdict

if TYPE_CHECKING:
    from copydesk.servers.review.archive_lookup import ArchiveAnswer, ArchiveLookup

__all__ = ["Choices", "RequestedDecision", "ReviewSession"]

#: How often it is looked for changes of files, in seconds.
_LOOK = 1.0
#: What a page sets at most, so that it opens.
_MOST_FINDINGS = 2_000
_MOST_TEXTS = 200
#: With something for every rule to look at, so that its patterns are there when an article comes.
_SAMPLE = "# A day\n\nThe harbour was quiet on Monday, 3 May, “as in winter,” Mr Tor said; the the café’s."

_Words = Annotated[str, msgspec.Meta(max_length=2_000)]


class RequestedDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that a page asks for; see `copydesk.triage.decisions.Choice`."""

    finding: Annotated[int, msgspec.Meta(ge=0)]
    verdict: Verdict
    reason: _Words = ""
    replacement: _Words | None = None


class Choices(Struct, frozen=True, forbid_unknown_fields=True):
    """Decisions on findings of a report; see `FileSession.version`."""

    version: str
    choices: Annotated[tuple[RequestedDecision, ...], msgspec.Meta(max_length=_MOST_FINDINGS)]


class ReviewSession:
    """The files that are reviewed.

    One class of more than 250 lines: each public method is what one request of the page asks for.

    Args:
        levels: what files are checked with.
        files: each with the name to report it by.
        log: where decisions are kept.
        suppress_known: takes out of a report what a baseline knows.
        who: decides.
        archive: what else was published, if that is known.
    """

    def __init__(
        self,
        levels: Levels,
        files: Sequence[File],
        log: DecisionStore,
        suppress_known: Callable[[FileReport], FileReport],
        who: str,
        archive: ArchiveLookup | None = None,
    ) -> None:
        self.who, self.takes_texts = who, not files
        self._archive = archive
        linter = levels.first
        self._levels, self._linter = levels, linter
        self._log, self._suppress_known = log, suppress_known
        self._behind = ThreadPoolExecutor(1, thread_name_prefix="deep")
        self._closed = False
        storages = [FileStorage(path, shown) for path, shown in files]
        self._files = [
            FileSession(i, storage, levels, log, suppress_known, self._is_closed)
            for i, storage in enumerate(storages)
        ]
        self._by_name = {file.storage.shown: file for file in self._files}
        self._lock = Lock()
        self._version = 0
        self._rows: dict[int, list[Row]] = {}
        self._looked = time.monotonic()
        self.checking = bool(files)
        known = linter.known.rules
        self._rules = Rules(
            {name: f"r{i}" for i, name in enumerate(known)},
            {name: reason(rule) for name, rule in known.items()},
        )
        for file in self._files:
            self._note(file)

    def warm(self) -> None:
        """Load what the first article needs; a single one is read, so that it is there when the page asks."""
        load_template()
        with suppress(CopydeskError):  # said when it is opened
            if len(self._files) != 1:
                sample = Source("sample.md", b"", "markdown", "utf-8", _SAMPLE)
                self._linter.lint_source(sample, stop=self._is_closed)
            else:
                self._files[0].read()
                self._note(self._files[0])
                self.over()

    def close(self) -> None:
        """Give up what is being checked."""
        self._closed = True
        self._behind.shutdown(wait=False, cancel_futures=True)

    def _is_closed(self) -> bool:
        return self._closed

    # What comes from the background.

    def receive(self, report: FileReport) -> None:
        """Take a report that another process made."""
        if file := self._by_name.get(report.path):
            file.receive(report)
            self._note(file)

    def over(self) -> None:
        """Take it that no more reports come."""
        self.checking = False

    # What a page asks for.

    def rows(self, since: int) -> dict[str, Any]:
        """The lines of the list that are others than they were, and how far the checking is."""
        self._look()
        with self._lock:
            rows = [row for rows in self._rows.values() for row in rows if row.version > since]
            waiting = sum(rows[0].state == "waiting" for rows in self._rows.values())
            return {
                "version": self._version,
                "rows": rows,
                "files": len(self._files),
                "checked": len(self._files) - waiting,
                "checking": self.checking,
                "who": self.who,
                "takes_texts": self.takes_texts,
            }

    def article(self, number: int, part: int) -> dict[str, Any]:
        """An article to be set, and the state of its findings."""
        file = self._file(number)
        with file.lock:
            readable = file.read()
            file.refresh()
            self._note(file)
            if not readable or file.report is None:
                raise StaleError(f"{file.storage.shown}: {file.problem}")
            self._ask_behind(file)
            part = min(part, len(file.parts) - 1)
            findings = file.findings_of(part)
            shown = sorted(findings, key=lambda each: -each[1].severity.rank)[:_MOST_FINDINGS]
            shown.sort(key=lambda each: each[0])
            source, article = self._article(file, file.parts[part])
            archive = self._archive is not None
            return {
                "html": article_html(
                    file.storage.shown, file.parts[part], source, article, [d for _, d in shown], self._rules
                ),
                "part": part,
                "title": (article.title if article else None) or "",
                "problems": [p.message for p in file.report.problems],
                "left_out": len(findings) - len(shown),
                "is_file": file.storage.is_file,
                "findings": [
                    finding_json(i, local(d, source) if source else d, article, self._rules, archive)
                    for i, d in shown
                ],
                **self._state(file, part),
            }

    def decide(self, number: int, part: int, asked: Choices) -> dict[str, Any]:
        """Keep decisions; gives the state of the findings of an article then.

        Args:
            number: of the file.
            part: which article of it.
            asked: the decisions.
        """
        file = self._file(number)
        with file.lock:
            for each in asked.choices:
                if each.replacement is not None:
                    self._hold(file, asked.version, each)
            choices = [(c.finding, c.verdict, c.reason, c.replacement) for c in asked.choices]
            file.decide(asked.version, choices, self.who)
            self._note(file)
            return self._state(file, part)

    def save(self, number: int, version: str) -> dict[str, Any]:
        """Write the accepted fixes into a file."""
        file = self._file(number)
        try:
            made, left = file.save(version, self.who)
        finally:
            self._note(file)
        return {"made": made, "left": left}

    def result(self, number: int) -> bytes:
        """A file with the accepted fixes, which is not written."""
        return self._file(number).result()

    def sign_off(self, number: int, part: int, version: str, who: str) -> dict[str, Any]:
        """Keep that somebody answers for a file as it is.

        Args:
            number: of the file.
            part: which article of it the page shows.
            version: of the report that it shows.
            who: answers.
        """
        file = self._file(number)
        if not who.strip():
            raise UsageError("A sign-off needs a name")
        with file.lock:
            try:
                file.sign_off(version, " ".join(who.split()))
            finally:
                self._note(file)
            return self._state(file, part)

    def elsewhere(self, number: int, version: str, finding: int) -> ArchiveAnswer:
        """Where else what was found was published.

        Args:
            number: of the file.
            version: of the report that the page shows.
            finding: its number in that report.
        """
        file = self._file(number)
        if self._archive is None:
            raise UsageError("There is no audit to ask; make one with “copydesk audit”")
        with file.lock:
            if not file.read() or file.report is None or file.version != version:
                raise StaleError("The page shows an older text. It is loaded anew.")
            if not 0 <= finding < len(file.report.diagnostics):
                raise UsageError("There is no such finding")
            d = file.report.diagnostics[finding]
            source, article = self._article(file, d.article)
        return self._archive.ask(local(d, source) if source else d, article, file.storage.paths)

    def take(self, name: str, data: bytes) -> int:
        """Take a text that was pasted or dropped; gives its number."""
        if not self.takes_texts:
            raise UsageError("This desk is for the files that it was opened with")
        with self._lock:
            if len(self._files) >= _MOST_TEXTS:
                raise UsageError(f"There are {_MOST_TEXTS} texts on the desk; begin again for more")
            number = len(self._files)
            storage = PastedText(PurePath(name.replace("\\", "/")).name or "pasted.txt", data)
            file = FileSession(
                number, storage, self._levels, MemoryStore(), self._suppress_known, self._is_closed
            )
            self._files.append(file)
        file.read()
        self._note(file)
        return number

    def _file(self, number: int) -> FileSession:
        if not 0 <= number < len(self._files):
            raise UsageError("There is no such article")
        return self._files[number]

    def _ask_behind(self, file: FileSession) -> None:
        """Ask the deep level of a file that is shown; what it finds is there when the page looks again."""

        def deepen() -> None:
            with suppress(StoppedError):
                if file.deepen():
                    self._note(file)

        if not (file.is_deep or self._closed):
            self._behind.submit(deepen)

    def _state(self, file: FileSession, part: int) -> dict[str, Any]:
        assert file.report is not None
        part = min(part, len(file.parts) - 1)
        return {
            "version": file.version,
            "row": self._rows[file.number][part],
            "decisions": {
                i: {"verdict": d.verdict, "reason": d.reason, "replacement": d.replacement, "said": d.said()}
                for i, _ in file.findings_of(part)
                if (d := file.decisions[i])
            },
        }

    def _hold(self, file: FileSession, version: str, asked: RequestedDecision) -> None:
        """Make sure that an editor's own words can stand where they are to.

        Raises:
            UsageError: they cannot.
        """
        words = asked.replacement or ""
        if any(not c.isprintable() and c not in "\u00a0\u00ad\u200b\u200c\u200d\u2009\u202f" for c in words):
            raise UsageError("A replacement is one line without control characters")
        if not file.read() or file.report is None or file.version != version:
            return  # it is looked at when the file is saved
        if asked.finding >= len(file.report.diagnostics):
            raise UsageError("There is no such finding")
        d = file.report.diagnostics[asked.finding]
        for source, article, config in file.articles():
            if article.id == d.article:
                if rewrite_fix(local(d, source), words, article, source, config) is not None:
                    return
                break
        raise UsageError("These words cannot stand there: the markup around has no room for them")

    def _article(self, file: FileSession, wanted: str | None) -> tuple[Source | None, Article | None]:
        """An article of a file with its source, as far as the file can be read."""
        with suppress(Exception):  # what the reader stumbles over is among the problems of the report
            for source, article, _ in file.articles():
                if article.id == wanted:
                    return source, article
        return None, None

    def _note(self, file: FileSession) -> None:
        """Make the lines of a file anew, and count up where they are others than before."""
        rows = list(file.rows())
        with self._lock:
            known = self._rows.get(file.number, [])
            same = [replace(row, version=0) for row in known] == rows
            if not same:
                self._version += 1
                self._rows[file.number] = [replace(row, version=self._version) for row in rows]

    def _look(self) -> None:
        """Look for files that have changed on disk, if that is not just done."""
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        for file in self._files:
            if file.look():
                self._note(file)
