"""The decision store: the log of the project, or memory as long as the page is served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from msgspec.structs import asdict

from copydesk.errors import UsageError
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.triage.decisions import Choice, Decision, DecisionLog, SignOff, Verdict
from copydesk.triage.finding_key import FindingKey

__all__ = ["DecisionStore", "LogStore", "MemoryStore"]


class LogStore:
    """A `DecisionLog` that several threads may use, and that shows what others have written since."""

    def __init__(self, log: DecisionLog) -> None:
        self._log, self._lock = log, Lock()

    def latest(self, report: FileReport, linter: Linter) -> tuple[Decision | None, ...]:
        """The decision on each diagnostic of a report."""
        with self._lock:
            self._log.refresh()
            return self._log.latest(report, linter)

    def decide(
        self, report: FileReport, linter: Linter, choices: Sequence[Choice], who: str
    ) -> list[Decision]:
        """Keep decisions; see `DecisionLog.decide`."""
        with self._lock:
            return self._log.decide(report, linter, choices, who)

    def sign_off(self, path: str, data: bytes | Path, who: str, undecided: int = 0) -> SignOff:
        """Keep that somebody answers for a file; see `DecisionLog.sign_off`."""
        with self._lock:
            return self._log.sign_off(path, data, who, undecided)

    def signed_off(self, path: str, data: bytes | Path) -> SignOff | None:
        """The latest sign-off for just this content."""
        with self._lock:
            return self._log.signed_off(path, data)

    def last_sign_off(self, path: str) -> SignOff | None:
        """The latest sign-off for whatever content."""
        with self._lock:
            return self._log.last_sign_off(path)


class MemoryStore:
    """As a `DecisionLog`, for texts that are no files and do not change."""

    def __init__(self) -> None:
        self._decisions: dict[str, Decision] = {}

    def latest(self, report: FileReport, linter: Linter) -> tuple[Decision | None, ...]:
        """The decision on each diagnostic of a report."""
        return tuple(self._decisions.get(d.fingerprint) for d in report.diagnostics)

    def decide(
        self, report: FileReport, linter: Linter, choices: Sequence[Choice], who: str
    ) -> list[Decision]:
        """Keep decisions; see `DecisionLog.decide`."""
        made = []
        for choice in choices:
            d = choice.diagnostic
            decision = Decision(
                finding=d.fingerprint,
                verdict=choice.verdict,
                who=who,
                when=datetime.now(UTC),
                replacement=choice.replacement,
                reason=choice.reason,
                **asdict(FindingKey(d.path, d.article or "", d.rule, d.words, *d.context)),
            )
            if choice.verdict is Verdict.OPEN:
                self._decisions.pop(d.fingerprint, None)
            else:
                self._decisions[d.fingerprint] = decision
            made.append(decision)
        return made

    def sign_off(self, path: str, data: bytes | Path, who: str, undecided: int = 0) -> SignOff:
        """Refuse: there is no file to sign off."""
        raise UsageError(f"{path} was pasted, and is no file to sign off")

    def signed_off(self, path: str, data: bytes | Path) -> SignOff | None:
        """No sign-off: there is none."""

    def last_sign_off(self, path: str) -> SignOff | None:
        """No sign-off: there is none."""


DecisionStore = LogStore | MemoryStore
