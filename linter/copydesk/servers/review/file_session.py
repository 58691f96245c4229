"""The session of one file: its report, the decisions on it, and what a page is told of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from threading import RLock

from msgspec.structs import replace

from copydesk.config import Config
from copydesk.document.article import Article
from copydesk.errors import FINAL, CopydeskError, SourceError, crash_of, os_error_reason
from copydesk.lint.check import read_articles
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import AppliedRequests, FixRequest
from copydesk.lint.levels import Levels
from copydesk.lint.report import FileReport, Problem, merge_reports
from copydesk.pages.page import name_controls
from copydesk.readers.source_reader import SourceReader
from copydesk.rule.finding import Severity
from copydesk.servers.review.accepted import fix_accepted, local
from copydesk.servers.review.decision_store import DecisionStore
from copydesk.servers.review.rows import Counts, Row, by_severity
from copydesk.servers.review.storage import Storage
from copydesk.text.source import Source, digest_of, digest_of_file
from copydesk.triage.decisions import Choice, Decision, SignOff, Verdict

__all__ = ["FileSession", "StaleError"]

#: Of so many versions of a file decisions are taken still, from pages that show them.
_VERSIONS = 4


class StaleError(CopydeskError):
    """The file is not any more what the page shows."""


class FileSession:
    """A file that is reviewed. Its methods may be called from any thread.

    One class of more than 250 lines, as one lock guards what they share.

    Args:
        number: of the file.
        storage: where it is from.
        levels: what it is checked with.
        log: where decisions on it are kept.
        suppress_known: takes out of a report what a baseline knows.
        stop: asked before each rule whether to give up a check.

    Attributes:
        is_deep: whether the deep level was asked.
        version: of its report: another one as soon as a number may be another finding's.
    """

    def __init__(
        self,
        number: int,
        storage: Storage,
        levels: Levels,
        log: DecisionStore,
        suppress_known: Callable[[FileReport], FileReport],
        stop: Callable[[], bool],
    ) -> None:
        self.number, self.storage = number, storage
        self.lock = RLock()
        self.report: FileReport | None = None
        self.problem = ""
        self.changed = False
        self.signed: SignOff | None = None
        self.decisions: tuple[Decision | None, ...] = ()
        self._levels, self._linter = levels, levels.first
        self._log, self._suppress_known, self._stop = log, suppress_known, stop
        self.is_deep = False
        self.version = ""
        self._versions = _Versions()
        self._stamp: tuple[int, ...] = ()

    # What is there.

    @property
    def parts(self) -> list[str | None]:
        """The ids of its articles with findings; of the only one, where there is none."""
        found = self.report.diagnostics if self.report else ()
        about = self.report.about if self.report else ()
        return list(dict.fromkeys(d.article for d in found)) or [each.id for each in about[:1]] or [None]

    def findings_of(self, part: int) -> list[tuple[int, Diagnostic]]:
        """The findings of one of its articles, each with its number in the report."""
        assert self.report is not None
        article = self.parts[part]
        return [(i, d) for i, d in enumerate(self.report.diagnostics) if d.article == article]

    def rows(self) -> Iterator[Row]:
        """Its lines in the list."""
        state = "error" if self.problem else "ready" if self.report else "waiting"
        titles = {about.id: about.title or about.id for about in (self.report.about if self.report else ())}
        for part, article in enumerate(self.parts):
            found = self.findings_of(part) if self.report else []
            decided = [d for i, _ in found if (d := self.decisions[i])]
            yield Row(
                file=self.number,
                part=part,
                path=name_controls(self.storage.shown),
                article=None if article is None else name_controls(titles.get(article) or article),
                state=state,
                words=self.report.words if self.report and len(self.parts) == 1 else 0,
                counts=Counts(len(found), len(decided), sum(d.verdict is Verdict.ACCEPTED for d in decided)),
                severities=by_severity([d for i, d in found if not self.decisions[i]]),
                problem=self.problem,
                changed=self.changed,
                signed=self.signed.said() if self.signed else "",
            )

    # What becomes of it.

    def receive(self, report: FileReport) -> None:
        """Take a report that another process made."""
        with self.lock:
            if self.report is None or self.report.digest == report.digest:
                self._stamp = self.storage.stamp()
                try:
                    self._take(report)
                except CopydeskError as error:  # of the log of decisions
                    self.problem = str(error)

    def look(self) -> bool:
        """Look whether the file has changed; gives whether that is news."""
        if self.report is None and not self.problem:
            return False
        changed = self.storage.stamp() != self._stamp
        news = changed != self.changed
        self.changed = changed
        return news

    def read(self) -> bool:
        """Look at the file, and check it if it is not what is known; gives whether it can be read."""
        with self.lock:
            stamp = self.storage.stamp()
            try:
                if self.report is None or self.problem or self._digest() != self.report.digest:
                    self._take(self._check())
                elif self.signed is None or self.changed:
                    self.signed = self._log.signed_off(self.storage.shown, self.storage.content())
            except CopydeskError as error:
                self.problem = error.message if isinstance(error, SourceError) else str(error)
            except OSError as error:
                self.problem = os_error_reason(error)
            except FINAL:
                raise
            except BaseException as error:
                self.problem = f"the check crashed: {crash_of(error)}"
            self.changed, self._stamp = False, stamp
            return not self.problem

    def deepen(self) -> bool:
        """Check the file once more, with the deep level, which is asked from now on; gives whether it was."""
        if self.is_deep or self.report is None or self.problem:
            return False
        try:
            self.is_deep = not self._levels.goes_deeper(self.storage.open(self._linter)[1])
            if self.is_deep:
                return False
            report = self._check(deep=True)
        except (CopydeskError, OSError):  # said when it is read
            return False
        with self.lock:
            self.is_deep = True
            if self.report.digest != report.digest:
                return False
            self._take(report)
            return True

    def articles(self) -> Iterator[tuple[Source, Article, Config]]:
        """The articles of the file as it is, each with the source that it stands in and its settings.

        Raises:
            CopydeskError: it cannot be read.
        """
        opened, config = self.storage.open(self._linter)
        for source in opened:
            for article in read_articles(source, config):
                yield source, article, config

    def refresh(self) -> None:
        """Find the decisions on its findings again, as somebody else may have made some."""
        with self.lock:
            if self.report is not None:
                self.decisions = self._log.latest(self.report, self._linter)

    def decide(self, version: str, choices: Sequence[tuple[int, Verdict, str, str | None]], who: str) -> None:
        """Keep decisions.

        Args:
            version: of the report that the page shows.
            choices: the number of a finding in that report, what is decided, why, and the editor's words.
            who: decides.

        Raises:
            StaleError: the page shows what is long gone.
            CopydeskError: the decisions cannot be kept.
        """
        with self.lock:
            report = self._versions.get(version)
            if report is None:
                raise StaleError("The page shows an older text. It is loaded anew.")
            made = [
                Choice(report.diagnostics[number], verdict, reason, words)
                for number, verdict, reason, words in choices
                if number < len(report.diagnostics)
            ]
            self._log.decide(report, self._linter, made, who)
            self.refresh()

    def mended(self, opened: SourceReader, config: Config) -> Iterator[tuple[Source, AppliedRequests]]:
        """The sources of the file with the accepted fixes; nothing is written."""
        assert self.report is not None
        accepted = [
            (d, decision.replacement)
            for d, decision in zip(self.report.diagnostics, self.decisions, strict=True)
            if decision and decision.verdict is Verdict.ACCEPTED
        ]
        for source in opened:
            wanted = [FixRequest(local(d, source), words, d) for d, words in accepted if _is_in(d, source)]
            yield source, fix_accepted(source, config, wanted, lambda s: self._lint(s, config))

    def save(self, version: str, who: str) -> tuple[int, int]:
        """Write the accepted fixes into the file; gives how many were made, and how many could not be.

        Args:
            version: of the report that the page shows.
            who: saves.

        Raises:
            StaleError: the file has changed; it is checked again then, with the decisions as they were.
            CopydeskError: it cannot be read or written; it is as it was.
        """
        with self.lock:
            if not self.read():
                raise SourceError(self.storage.shown, self.problem)
            before = self.report
            assert before is not None
            if before.digest != _content(version):
                raise StaleError(
                    f"{self.storage.shown} has changed on disk. Nothing was written; your decisions are kept."
                )
            made: list[FixRequest] = []
            left = 0
            with self.storage.rewriting() as rewriting:
                for source, mended in self.mended(*self.storage.open(self._linter)):
                    rewriting.add(source.data, mended.source.data)
                    made += mended.made
                    left += len(mended.left)
                written = rewriting.finish(before.digest)
            if written:
                choices = [Choice(each.origin, Verdict.MENDED) for each in made if each.origin]
                self._log.decide(before, self._linter, choices, who)
                stamp = self.storage.stamp()
                self._take(self._check())
                self._stamp = stamp
            return len(made), left

    def result(self) -> bytes:
        """The file with the accepted fixes, which is not written.

        Raises:
            SourceError: it cannot be read.
        """
        with self.lock:
            if not self.read():
                raise SourceError(self.storage.shown, self.problem)
            return b"".join(m.source.data for _, m in self.mended(*self.storage.open(self._linter)))

    def sign_off(self, version: str, who: str) -> None:
        """Keep that somebody answers for the file as it is.

        Raises:
            StaleError: the file has changed, or accepted fixes are not in it yet.
            CopydeskError: it cannot be read, or the record not be written.
        """
        with self.lock:
            if not self.read() or self.report is None:
                raise SourceError(self.storage.shown, self.problem)
            if self.report.digest != _content(version):
                raise StaleError(f"{self.storage.shown} has changed on disk. It was not signed off.")
            if any(d and d.verdict is Verdict.ACCEPTED for d in self.decisions):
                raise StaleError("Accepted fixes are not saved yet. Save first, then sign off.")
            undecided = sum(d is None for d in self.decisions)
            self.signed = self._log.sign_off(self.storage.shown, self.storage.content(), who, undecided)

    def _digest(self) -> str:
        content = self.storage.content()
        return digest_of(content) if isinstance(content, bytes) else digest_of_file(content)

    def _check(self, deep: bool = False) -> FileReport:
        """The report of the file as it is; of its beginning, where it cannot be read to its end.

        Args:
            deep: whether the deep level is asked, as it is from then on.
        """
        opened, config = self.storage.open(self._linter)
        found: list[tuple[Source, FileReport]] = []
        try:
            for source in opened:
                report = self._lint(source, config, deep)
                found.append((replace(source, data=b"", text="", package=None), report))
        except SourceError as error:
            if not found:
                raise
            whole = merge_reports(found, self._digest())
            return replace(whole, problems=(*whole.problems, Problem(self.storage.shown, error.message)))
        return merge_reports(found, opened.digest)

    def _lint(self, source: Source, config: Config, deep: bool = False) -> FileReport:
        if (deep or self.is_deep) and self._levels.goes_deeper(config):
            return self._levels.lint_deep(source, config, self._stop)
        return self._linter.lint_source(source, config, stop=self._stop)

    def _take(self, report: FileReport) -> None:
        self.problem = next((p.message for p in report.problems if _is_total(report, p)), "")
        self.report = report = self._suppress_known(report)
        self.version = self._versions.take(self.version, report)
        self.decisions = self._log.latest(report, self._linter)
        self.signed = None
        if self._log.last_sign_off(self.storage.shown):
            with suppress(OSError, CopydeskError):
                self.signed = self._log.signed_off(self.storage.shown, self.storage.content())
        self.changed = False


class _Versions:
    """The latest reports of a file by their versions: decisions come from pages that show older ones, too."""

    def __init__(self) -> None:
        self._taken = 0
        self._reports: OrderedDict[str, FileReport] = OrderedDict()

    def get(self, version: str) -> FileReport | None:
        """The report of a version, if it is not long gone."""
        return self._reports.get(version)

    def take(self, version: str, report: FileReport) -> str:
        """The version of a report: that of the one before where all numbers in it are the same findings'."""
        if version not in self._reports or not _same(self._reports[version], report):
            self._taken += 1
            version = f"{report.digest}.{self._taken}"
        self._reports[version] = report
        self._reports.move_to_end(version)
        while len(self._reports) > _VERSIONS:
            self._reports.popitem(last=False)
        return version


def _is_in(d: Diagnostic, source: Source) -> bool:
    end = source.start + len(source.text)
    return source.start <= d.start < end or d.start == d.end == end


def _same(one: FileReport, other: FileReport) -> bool:
    """Whether what has a number in one report has it in the other, too."""
    return one.digest == other.digest and one.diagnostics == other.diagnostics


def _content(version: str) -> str:
    """The digest of the content that a report with this version is on."""
    return version.partition(".")[0]


def _is_total(report: FileReport, problem: Problem) -> bool:
    """Whether nothing is known of the file for a problem."""
    return problem.severity is Severity.ERROR and not report.encoding
