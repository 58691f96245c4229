"""Decisions on pasted texts, which are kept as long as the page is served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from copydesk.decisions import Choice, Decision, SignOff, Verdict
from copydesk.engine import FileReport, Linter
from copydesk.errors import UsageError

__all__ = ["MemoryLog"]


class MemoryLog:
    """As a `DecisionLog`, for texts that are no files and do not change."""

    def __init__(self) -> None:
        self._decisions: dict[str, Decision] = {}

    def latest(self, report: FileReport, linter: Linter) -> tuple[Decision | None, ...]:
        """The decision on each diagnostic of a report."""
        return tuple(self._decisions.get(d.fingerprint) for d in report.diagnostics)

    def decide(
        self, report: FileReport, linter: Linter, choices: Sequence[Choice], who: str
    ) -> list[Decision]:
        """Keep decisions."""
        made = []
        for choice in choices:
            d = choice.diagnostic
            before, after = d.context
            decision = Decision(
                finding=d.fingerprint,
                verdict=choice.verdict,
                path=d.path,
                rule=d.rule,
                words=d.words,
                before=before,
                after=after,
                who=who,
                when=datetime.now(UTC),
                article=d.article or "",
                replacement=choice.replacement,
                reason=choice.reason,
            )
            if choice.verdict is Verdict.OPEN:
                self._decisions.pop(d.fingerprint, None)
            else:
                self._decisions[d.fingerprint] = decision
            made.append(decision)
        return made

    def sign_off(self, path: str, data: bytes, who: str, undecided: int = 0) -> SignOff:
        """Refuse: there is no file to sign off."""
        raise UsageError(f"{path} was pasted, and is no file to sign off")

    def signed_off(self, path: str, data: bytes) -> SignOff | None:
        """No sign-off: there is none."""

    def last_sign_off(self, path: str) -> SignOff | None:
        """No sign-off: there is none."""
