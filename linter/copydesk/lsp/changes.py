"""Changes that take a while to work out, or that are made outside the article."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from copydesk.errors import CopydeskError, UsageError
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lsp.actions import FIX_ALL, IGNORE
from copydesk.lsp.checker import CheckedDocument
from copydesk.lsp.checks import Stop
from copydesk.lsp.edits import differences

if TYPE_CHECKING:
    from copydesk.lsp.server import Server

__all__ = ["ActionResolver"]


class ActionResolver:
    """Works out changes of documents as they stand.

    Args:
        server: whose workspace has the documents.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    async def resolve(self, action: types.CodeAction, chosen: bool = True) -> types.CodeAction:
        """The action with its edit, which may take a while to work out.

        Args:
            action: as it was offered.
            chosen: whether the writer waits for it, and is told why it cannot be done.
        """
        checker = self._server.articles.checker
        match action.data:
            case [kind, str(uri)] if kind == FIX_ALL:
                action.edit = await self._rewritten(uri, checker.fixed)
            case [kind, str(uri), str(fingerprint)] if kind == IGNORE:

                def comment(checked: CheckedDocument, stop: Stop) -> str:
                    return checker.commented(checked, _one(checked, fingerprint))

                try:
                    action.edit = await self._rewritten(uri, comment)
                except CopydeskError as error:
                    if chosen:
                        self._say(error)
        return action

    async def _rewritten(
        self, uri: str, rewrite: Callable[[CheckedDocument, Stop], str]
    ) -> types.WorkspaceEdit | None:
        """The edit that makes of a document, as it stands, what is worked out on the thread of the checks."""
        workspace = self._server.articles
        while found := await workspace.checked(uri):
            document, checked = found
            if checked.report is None:
                break
            text = await workspace.checks.run(partial(rewrite, checked))
            if document.text is checked.source.text:  # nobody typed meanwhile
                return workspace.editor.edit(document, list(differences(document.text, text)))
        return None

    async def ignore(self, uri: str, fingerprint: str) -> None:
        """The command that takes a finding of a document into the baseline."""
        workspace = self._server.articles
        if (found := await workspace.checked(uri)) is None:
            return
        document, checked = found

        def take_in(stop: Stop) -> None:
            workspace.checker.take_in(checked, _one(checked, fingerprint), workspace.home(document.path))

        try:
            await workspace.checks.run(take_in)
        except CopydeskError as error:
            self._say(error)
        workspace.reconfigure()

    async def fix_all(self, uri: str) -> None:
        """The command that has every safe fix made in a document."""
        if edit := await self._rewritten(uri, self._server.articles.checker.fixed):
            params = types.ApplyWorkspaceEditParams(edit, "Fix all that is safe to fix")
            await self._server.workspace_apply_edit_async(params)

    def _say(self, error: CopydeskError) -> None:
        message = types.ShowMessageParams(types.MessageType.Warning, f"copydesk: {error}")
        self._server.window_show_message(message)


def _one(checked: CheckedDocument, fingerprint: str) -> Diagnostic:
    """The finding with a fingerprint.

    Raises:
        UsageError: there is none any more.
    """
    report = checked.report
    for finding in report.diagnostics if report else ():
        if finding.fingerprint == fingerprint:
            return finding
    raise UsageError("what was to be ignored is not found any more")
