"""A file on the desk: its report, the decisions on it, and what a page is told of them."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import RLock

from msgspec import Struct

from copydesk.article import Article
from copydesk.config import Config
from copydesk.decisions import Choice, Decision, SignOff, Verdict
from copydesk.diagnostic import Diagnostic, PlacedFix
from copydesk.engine import FileReport, Linter, Problem, read_articles
from copydesk.errors import CopydeskError, SourceError
from copydesk.finding import Safety, Severity
from copydesk.fix import Mended, Wanted, apply_fixes
from copydesk.review.logs import Log
from copydesk.review.places import Place
from copydesk.review.stretches import rewritten
from copydesk.source import Source, digest_of

__all__ = ["Counts", "Reviewed", "Row", "StaleError"]

#: Of so many versions of a file decisions are taken still, from pages that show them.
_VERSIONS = 4


class StaleError(CopydeskError):
    """The file is not any more what the page shows."""


class Counts(Struct, frozen=True):
    """How many findings there are, how many are decided on, and of those accepted, which wait to be saved."""

    findings: int = 0
    decided: int = 0
    accepted: int = 0


class Row(Struct, frozen=True, kw_only=True):
    """A line in the list of articles.

    Attributes:
        file: its number.
        part: which article of the file, from 0.
        article: its id in an export, else None.
        state: "waiting", "ready" or "error".
        problem: what went wrong, or "".
        severities: how many findings are open of each, the worst first.
        changed: whether the file has changed since it was checked.
        signed: by whom it is signed off as it is, and when; or "".
        version: when this was last another; counts up.
    """

    file: int
    part: int
    path: str
    article: str | None
    state: str
    words: int
    counts: Counts
    severities: Mapping[str, int]
    problem: str = ""
    changed: bool = False
    signed: str = ""
    version: int = 0


class Reviewed:
    """A file on the desk. Its methods may be called from any thread.

    Args:
        number: of the file.
        place: where it is from.
        linter: what it is checked with.
        log: where decisions on it are kept.
        keep: takes out of a report what a baseline knows.
        stop: asked before each rule whether to give up a check.

    Attributes:
        version: of its report: another one as soon as a number may be another finding's.
    """

    def __init__(
        self,
        number: int,
        place: Place,
        linter: Linter,
        log: Log,
        keep: Callable[[FileReport], FileReport],
        stop: Callable[[], bool],
    ) -> None:
        self.number, self.place = number, place
        self.lock = RLock()
        self.report: FileReport | None = None
        self.problem = ""
        self.changed = False
        self.signed: SignOff | None = None
        self.decisions: tuple[Decision | None, ...] = ()
        self._linter, self._log, self._keep, self._stop = linter, log, keep, stop
        self.version = ""
        self._taken = 0
        self._versions: OrderedDict[str, FileReport] = OrderedDict()
        self._stamp: tuple[int, ...] = ()

    # What is there.

    @property
    def parts(self) -> list[str | None]:
        """The ids of its articles with findings; of the only one, where there is none."""
        found = self.report.diagnostics if self.report else ()
        return list(dict.fromkeys(d.article for d in found)) or [None]

    def findings_of(self, part: int) -> list[tuple[int, Diagnostic]]:
        """The findings of one of its articles, each with its number in the report."""
        assert self.report is not None
        article = self.parts[part]
        return [(i, d) for i, d in enumerate(self.report.diagnostics) if d.article == article]

    def rows(self) -> Iterator[Row]:
        """Its lines in the list."""
        report = self.report
        state = "error" if self.problem else "ready" if report else "waiting"
        for part, article in enumerate(self.parts):
            found = [] if report is None else self.findings_of(part)
            decided = [d for i, _ in found if (d := self.decisions[i])]
            yield Row(
                file=self.number,
                part=part,
                path=self.place.shown,
                article=article,
                state=state,
                words=report.words if report and len(self.parts) == 1 else 0,
                counts=Counts(len(found), len(decided), sum(d.verdict is Verdict.ACCEPTED for d in decided)),
                severities=_by_severity([d for i, d in found if not self.decisions[i]]),
                problem=self.problem,
                changed=self.changed,
                signed=self.signed.said() if self.signed else "",
            )

    # What becomes of it.

    def receive(self, report: FileReport) -> None:
        """Take a report that another process made."""
        with self.lock:
            if self.report is None or self.report.digest == report.digest:
                self._stamp = self.place.stamp()
                try:
                    self._take(report, None)
                except CopydeskError as error:  # of the log of decisions
                    self.problem = str(error)

    def look(self) -> bool:
        """Look whether the file has changed; gives whether that is news."""
        if self.report is None and not self.problem:
            return False
        changed = self.place.stamp() != self._stamp
        news = changed != self.changed
        self.changed = changed
        return news

    def read(self) -> tuple[Source, Config] | None:
        """The file as it is, checked again if it has changed; None where it cannot be read."""
        with self.lock:
            stamp = self.place.stamp()
            try:
                source, config = self.place.open(self._linter)
            except CopydeskError as error:
                self.problem = error.message if isinstance(error, SourceError) else str(error)
                self.changed = False
                self._stamp = stamp
                return None
            if self.report is None or self.problem or self.report.digest != digest_of(source.data):
                self._take(self._lint(source, config), source.data)
            elif self.signed is None or self.changed:
                self.signed = self._log.signed_off(self.place.shown, source.data)
            self.changed, self._stamp = False, stamp
            return source, config

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

    def mended(self, source: Source, config: Config) -> Mended:
        """The file with the accepted fixes; nothing is written."""
        assert self.report is not None
        wanted = [
            Wanted(d, decision.replacement)
            for d, decision in zip(self.report.diagnostics, self.decisions, strict=True)
            if decision and decision.verdict is Verdict.ACCEPTED
        ]
        articles: dict[bytes, dict[str | None, Article]] = {}

        def fix_of(source: Source, each: Wanted) -> PlacedFix | None:
            if each.replacement is None:
                return next((f for f in each.diagnostic.fixes if f.safety is not Safety.DISPLAY), None)
            if source.data not in articles:
                articles.clear()
                articles[source.data] = {article.id: article for article in read_articles(source, config)}
            article = articles[source.data].get(each.diagnostic.article)
            if article is None:
                return None
            return rewritten(each.diagnostic, each.replacement, article, source, config)

        return apply_fixes(source, wanted, lambda s: self._lint(s, config), fix_of)

    def save(self, version: str, who: str) -> Mended:
        """Write the accepted fixes into the file.

        Args:
            version: of the report that the page shows.
            who: saves.

        Raises:
            StaleError: the file has changed; it is checked again then, with the decisions as they were.
            CopydeskError: it cannot be read or written; it is as it was.
        """
        with self.lock:
            opened = self.read()
            if opened is None:
                raise SourceError(self.place.shown, self.problem)
            source, config = opened
            before = self.report
            assert before is not None
            if before.digest != _content(version):
                raise StaleError(
                    f"{self.place.shown} has changed on disk. Nothing was written; your decisions are kept."
                )
            mended = self.mended(source, config)
            if mended.report is None:
                return mended
            self.place.write(source, mended.source.data)
            choices = [Choice(each.diagnostic, Verdict.MENDED) for each in mended.made]
            self._log.decide(before, self._linter, choices, who)
            stamp = self.place.stamp()
            self._take(mended.report, mended.source.data)
            self._stamp = stamp
            return mended

    def sign_off(self, version: str, who: str) -> None:
        """Keep that somebody answers for the file as it is.

        Raises:
            StaleError: the file has changed, or accepted fixes are not in it yet.
            CopydeskError: it cannot be read, or the record not be written.
        """
        with self.lock:
            opened = self.read()
            if opened is None or self.report is None:
                raise SourceError(self.place.shown, self.problem)
            if self.report.digest != _content(version):
                raise StaleError(f"{self.place.shown} has changed on disk. It was not signed off.")
            if any(d and d.verdict is Verdict.ACCEPTED for d in self.decisions):
                raise StaleError("Accepted fixes are not saved yet. Save first, then sign off.")
            undecided = sum(d is None for d in self.decisions)
            self.signed = self._log.sign_off(self.place.shown, opened[0].data, who, undecided)

    def _lint(self, source: Source, config: Config) -> FileReport:
        return self._linter.lint_source(source, config, copies={}, stop=self._stop)

    def _take(self, report: FileReport, data: bytes | None) -> None:
        self.problem = next((p.message for p in report.problems if _is_total(report, p)), "")
        self.report = report = self._keep(report)
        if self.version not in self._versions or not _same(self._versions[self.version], report):
            self._taken += 1
            self.version = f"{report.digest}.{self._taken}"
        self._versions[self.version] = report
        self._versions.move_to_end(self.version)
        while len(self._versions) > _VERSIONS:
            self._versions.popitem(last=False)
        self.decisions = self._log.latest(report, self._linter)
        if data is None and self._log.last_sign_off(self.place.shown):
            with suppress(CopydeskError):
                data = self.place.open(self._linter)[0].data
        self.signed = self._log.signed_off(self.place.shown, data) if data is not None else None
        self.changed = False


def _same(one: FileReport, other: FileReport) -> bool:
    """Whether what has a number in one report has it in the other, too."""
    return one.digest == other.digest and one.diagnostics == other.diagnostics


def _content(version: str) -> str:
    """The digest of the content that a report with this version is on."""
    return version.partition(".")[0]


def _is_total(report: FileReport, problem: Problem) -> bool:
    """Whether nothing is known of the file for a problem."""
    return problem.severity is Severity.ERROR and not report.encoding


def _by_severity(found: Sequence[Diagnostic]) -> dict[str, int]:
    counts = Counter(d.severity for d in found)
    return {severity.value: counts[severity] for severity in reversed(Severity) if counts[severity]}
