"""The rows of the list of articles, and the counts in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from copydesk.lint.diagnostic import Diagnostic
from copydesk.rule.finding import Severity

__all__ = ["Counts", "Row", "by_severity"]


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
        article: its title, or else its id, in an export; else None.
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


def by_severity(found: Sequence[Diagnostic]) -> dict[str, int]:
    """How many findings there are of each severity, the worst first."""
    counts = Counter(d.severity for d in found)
    return {severity.value: counts[severity] for severity in reversed(Severity) if counts[severity]}
