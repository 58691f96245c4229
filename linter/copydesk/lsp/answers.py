"""The answers to what the editor asks for: diagnostics, what is behind one, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from copydesk.errors import UsageError
from copydesk.lsp.actions import FIX_ALL, Offer, asked_for, found_in
from copydesk.lsp.changes import ActionResolver
from copydesk.lsp.diagnostics import capability

if TYPE_CHECKING:
    from copydesk.lsp.server import Server

__all__ = ["Answers"]


class Answers:
    """Answers the editor's requests; each is about a document as it stands when the answer is given.

    Args:
        server: whose workspace has the documents.
        resolver: works out the edits that take a while.
    """

    def __init__(self, server: Server, resolver: ActionResolver) -> None:
        self._server = server
        self._resolver = resolver

    async def diagnostic(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """What is found in a document."""
        uri, workspace = params.text_document.uri, self._server.articles
        if (found := await workspace.checked(uri)) is None:
            return types.RelatedFullDocumentDiagnosticReport([])
        checked = found[1]
        if checked.ident == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(checked.ident)
        return types.RelatedFullDocumentDiagnosticReport(
            workspace.diagnostics(checked, uri), result_id=checked.ident
        )

    async def hover(self, params: types.HoverParams) -> types.Hover | None:
        """What is found at a place, and what the rule is for."""
        if (found := await self._server.articles.checked(params.text_document.uri)) is None:
            return None
        document, checked = found
        at = document.offset(params.position)
        if not (findings := found_in(checked, at, at)):
            return None
        formats = self._able("text_document.hover.content_format")
        markdown = formats is None or types.MarkupKind.Markdown in formats
        kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        content = types.MarkupContent(kind, self._server.articles.pages.hover(findings))
        return types.Hover(content, document.range(findings[0].start, findings[0].end))

    async def code_action(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What can be done about what is found in a range."""
        workspace, only = self._server.articles, params.context.only
        if (found := await workspace.checked(params.text_document.uri)) is None:
            return []
        document, checked = found
        offer = Offer(document, checked, workspace.editor, workspace.home(document.path))
        actions: list[types.CodeAction] = []
        if asked_for(types.CodeActionKind.QuickFix, only) and checked.report:
            start, end = document.offset(params.range.start), document.offset(params.range.end)
            for finding in found_in(checked, start, end):
                shown = workspace.translator.diagnostic(finding, checked.report, document.uri)
                actions += offer.fixes(finding, shown)
                actions += offer.passes(finding, shown)
        if asked_for(FIX_ALL, only):
            actions += offer.all_safe()
        if "edit" in (self._able("text_document.code_action.resolve_support.properties") or ()):
            return actions
        actions = [
            await self._resolver.resolve(action, chosen=False) if action.data else action
            for action in actions
        ]
        return [action for action in actions if action.edit or action.command]

    def explain(self, rule: str) -> str:
        """The command that gives a rule's page, in Markdown."""
        try:
            return self._server.articles.pages.page(rule)
        except UsageError as error:
            raise JsonRpcInvalidParams(str(error)) from None

    def _able(self, path: str) -> Any:
        return capability(self._server.client_capabilities, path)
