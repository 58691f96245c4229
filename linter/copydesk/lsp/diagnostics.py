"""Findings as the protocol has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import FileReport
from copydesk.lsp.documents import Units
from copydesk.lsp.options import Severities
from copydesk.rule.finding import Safety, Severity

__all__ = ["Translator", "capability"]

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.SUGGESTION: types.DiagnosticSeverity.Information,
}


def capability(capabilities: types.ClientCapabilities, path: str) -> Any:
    """What the client says of something: "text_document.diagnostic"; None where it says nothing."""
    value: Any = capabilities
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


class Translator:
    """Turns findings into diagnostics that the client understands.

    Args:
        capabilities: what the client can do.
        units: in which it counts columns.
        page: the address of a rule's page, if there is one.
        severity: how findings are shown, where the client has it otherwise.
    """

    def __init__(
        self,
        capabilities: types.ClientCapabilities,
        units: Units,
        page: Callable[[str], str | None],
        severity: Severities,
    ) -> None:
        asked = {known: shown.severity for known in Severity if (shown := severity.of(known))}
        self._severities = _SEVERITIES | asked
        # The two ways of asking for diagnostics have capabilities of their own, with the same fields.
        ways = [
            capability(capabilities, f"text_document.{way}") for way in ("diagnostic", "publish_diagnostics")
        ]
        self._related = any(getattr(way, "related_information", None) for way in ways)
        self._links = any(getattr(way, "code_description_support", None) for way in ways)
        supports = [getattr(way, "tag_support", None) for way in ways]
        self._tags = {tag for support in supports if support for tag in support.value_set}
        self._units = units
        self._page = page

    def diagnostics(self, report: FileReport, uri: str) -> list[types.Diagnostic]:
        """The findings of a document."""
        return [self.diagnostic(finding, report, uri) for finding in report.diagnostics]

    def diagnostic(self, finding: Diagnostic, report: FileReport, uri: str) -> types.Diagnostic:
        """One finding of a document.

        Args:
            finding: as it was found.
            report: that has it.
            uri: of the document.
        """

        def span(start: int, end: int) -> types.Range:
            first, last = report.positions[start], report.positions[end]
            return types.Range(self._units.position(first), self._units.position(last))

        related = [
            types.DiagnosticRelatedInformation(types.Location(uri, span(r.start, r.end)), r.message)
            for r in finding.related
            if r.start in report.positions and r.end in report.positions  # else it is in another file
        ]
        page = self._page(finding.rule) if self._links else None
        unnecessary = types.DiagnosticTag.Unnecessary
        return types.Diagnostic(
            range=span(finding.start, finding.end),
            severity=self._severities[finding.severity],
            code=finding.rule,
            code_description=types.CodeDescription(page) if page else None,
            source="copydesk",
            message=finding.message,
            tags=[unnecessary] if unnecessary in self._tags and _is_superfluous(finding) else None,
            related_information=related if related and self._related else None,
        )


def _is_superfluous(finding: Diagnostic) -> bool:
    """Whether what was found is to be deleted, and nothing put in its place."""
    best = finding.best_fix
    return best is not None and best.safety is not Safety.DISPLAY and not any(e.text for e in best.edits)
