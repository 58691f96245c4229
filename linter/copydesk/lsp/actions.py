"""The code actions for a finding: to fix it, to fix all like it, or to let it pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from copydesk.config import NAME
from copydesk.config.writing import Change, add_name, edited, ignore_rule
from copydesk.errors import CopydeskError
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import applicable, select_fixes
from copydesk.lsp.checker import CheckedDocument
from copydesk.lsp.documents import Document
from copydesk.lsp.edits import Editor
from copydesk.rule.finding import Safety

__all__ = ["FIX_ALL", "IGNORE", "KINDS", "Offer", "asked_for", "found_in"]

FIX_ALL = "source.fixAll.copydesk"
#: The command that takes a finding into the baseline, and what an action says that writes a comment.
IGNORE = "copydesk.ignore"
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]
#: What may be put on the list of the house's names.
_NAME = re.compile(r"\w[\w.&'’-]*(?: \w[\w.&'’-]*){0,5}")
_SPACE = re.compile(r"\s+")


def asked_for(kind: str, only: Sequence[str] | None) -> bool:
    """Whether actions of a kind are asked for; a kind takes in those below it, and no kinds are all."""
    return not only or any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)


def found_in(checked: CheckedDocument, start: int, end: int) -> list[Diagnostic]:
    """The findings that touch a span.

    Args:
        checked: the document.
        start, end: of the span, in its text.
    """
    report = checked.report
    return [d for d in report.diagnostics if d.start <= end and start <= d.end] if report else []


class Offer:
    """The actions for the findings of a document.

    Args:
        document: as it was checked.
        checked: what came of that.
        editor: makes the edits.
        home: the folder for a configuration file where there is none yet.
    """

    def __init__(self, document: Document, checked: CheckedDocument, editor: Editor, home: Path) -> None:
        self._document = document
        self._checked = checked
        self._editor = editor
        config = checked.config
        self._settings = config.path if config and config.path else home / NAME

    def fixes(self, finding: Diagnostic, shown: types.Diagnostic) -> Iterator[types.CodeAction]:
        """Each fix of a finding that may be applied, and the one for all findings of its rule."""
        for fix in finding.fixes:
            if fix.safety is not Safety.DISPLAY:
                action = self._quick(fix.title, shown, self._editor.edit(self._document, fix.edits))
                action.is_preferred = (fix is finding.best_fix and fix.safety is Safety.SAFE) or None
                yield action
        yield from self._all_of_rule(finding, shown)

    def _all_of_rule(self, finding: Diagnostic, shown: types.Diagnostic) -> Iterator[types.CodeAction]:
        report = self._checked.report
        alike = [d for d in report.diagnostics if d.rule == finding.rule] if report else []
        fixes = select_fixes(alike, unsafe=True)
        if len(fixes) > 1 and applicable(finding, unsafe=True):
            doubt = "" if all(fix.safety is Safety.SAFE for fix in fixes) else "; changes words"
            edits = [edit for fix in fixes for edit in fix.edits]
            title = f"Fix all of {finding.rule} ({len(fixes)}{doubt})"
            yield self._quick(title, shown, self._editor.edit(self._document, edits))

    def passes(self, finding: Diagnostic, shown: types.Diagnostic) -> Iterator[types.CodeAction]:
        """The ways to let a finding pass: here, in this file, or as a name everywhere."""
        document, root = self._document, self._settings.parent
        here = types.CodeAction(
            f"Ignore {finding.rule} here", kind=types.CodeActionKind.QuickFix, diagnostics=[shown]
        )
        if document.takes_comments:
            here.data = [IGNORE, document.uri, finding.fingerprint]
            yield here
        elif document.has_file:
            here.command = types.Command(here.title, IGNORE, arguments=[document.uri, finding.fingerprint])
            yield here
        if document.has_file and document.path.is_relative_to(root):
            change = ignore_rule(finding.rule, document.path, root)
            yield from self._configured(f"Ignore {finding.rule} in this file", shown, change)
        name = _SPACE.sub(" ", document.text[finding.start : finding.end]).strip()
        if finding.group == "names" and _NAME.fullmatch(name):
            yield from self._configured(f"Add “{name}” to the house names", shown, add_name(name))

    def _configured(self, title: str, shown: types.Diagnostic, change: Change) -> Iterator[types.CodeAction]:
        path = self._settings
        try:
            old = path.read_bytes().decode() if path.exists() else None
            edit = self._editor.rewrite(path, old, edited(path, old, change))
        except (OSError, UnicodeDecodeError, CopydeskError):
            return  # what is wrong with the configuration is said elsewhere
        if edit:
            yield self._quick(title, shown, edit)

    def _quick(self, title: str, shown: types.Diagnostic, edit: types.WorkspaceEdit) -> types.CodeAction:
        kind = types.CodeActionKind.QuickFix
        return types.CodeAction(title, kind=kind, diagnostics=[shown], edit=edit)

    def all_safe(self) -> Iterable[types.CodeAction]:
        """The action that makes every safe fix; its edit is worked out when it is chosen."""
        report = self._checked.report
        if report and any(applicable(d, unsafe=False) for d in report.diagnostics):
            yield types.CodeAction(
                "Fix all that is safe to fix", kind=FIX_ALL, data=[FIX_ALL, self._document.uri]
            )
