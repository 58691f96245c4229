"""The server: what it tells the editor it can do, and what it does when it is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from copydesk._version import __version__
from copydesk.errors import ConfigError
from copydesk.lsp.actions import IGNORE, KINDS
from copydesk.lsp.answers import Answers
from copydesk.lsp.changes import ActionResolver
from copydesk.lsp.options import Options, read_options
from copydesk.lsp.workspace import Workspace

__all__ = ["Server"]

_log = logging.getLogger(__name__)


class _Protocol(LanguageServerProtocol):
    """Keeps documents by our own rules: pygls splits lines at more characters than the protocol does."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Settle the units of positions."""
        if encoding := _own(self._server).position_encoding:
            units = types.GeneralClientCapabilities(position_encodings=[encoding])
            params.capabilities.general = units
        return (yield from super().lsp_initialize(params))

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Take up a document."""
        _own(self._server).articles.open(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Change a document."""
        _own(self._server).articles.change(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Let go of a document."""
        _own(self._server).articles.close(params.text_document.uri)


def _own(server: LanguageServer) -> Server:
    assert isinstance(server, Server)
    return server


class Server(LanguageServer):
    """copydesk's language server.

    Args:
        position_encoding: "utf-8", "utf-16" or "utf-32", for an editor that counts so and does not say it.
    """

    articles: Workspace

    def __init__(self, position_encoding: str | None = None) -> None:
        super().__init__("copydesk", __version__, protocol_cls=_Protocol)
        self.position_encoding = position_encoding
        actions = types.CodeActionOptions(KINDS, resolve_provider=True)
        changes = ActionResolver(self)
        self._answers = answers = Answers(self, changes)
        handlers: dict[str, tuple[Callable[..., Any], Any]] = {
            types.INITIALIZE: (self._initialize, None),
            types.INITIALIZED: (self._initialized, None),
            types.SHUTDOWN: (lambda _: self.articles.close_all(), None),
            types.TEXT_DOCUMENT_DID_SAVE: (
                lambda params: self.articles.saved(params.text_document.uri),
                None,
            ),
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (lambda _: self.articles.reconfigure(), None),
            types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (lambda _: self.articles.reconfigure(), None),
            types.TEXT_DOCUMENT_HOVER: (answers.hover, None),
            types.TEXT_DOCUMENT_CODE_ACTION: (answers.code_action, actions),
            types.CODE_ACTION_RESOLVE: (changes.resolve, None),
        }
        for method, (handler, options) in handlers.items():
            self.feature(method, options)(partial(handler))  # pygls sets attributes on what it is given
        self.command("copydesk.fixAll")(partial(changes.fix_all))
        self.command(IGNORE)(partial(changes.ignore))
        self.command("copydesk.explain")(partial(answers.explain))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong in the server itself; the writer is not told of it in a window."""
        _log.error("%s", error)

    def _initialize(self, params: types.InitializeParams) -> None:
        try:
            options = read_options(params.initialization_options)
        except ConfigError as error:
            options = Options()
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"copydesk: {error}"))
        self.articles = Workspace(self, options)
        if self.articles.pulls:
            provides = types.DiagnosticOptions(False, False, identifier="copydesk")
            self.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, provides)(partial(self._answers.diagnostic))

    def _initialized(self, params: types.InitializedParams) -> None:
        self.articles.reconfigure()
        if self.articles.watched:
            watchers = [
                types.FileSystemWatcher(pattern) for pattern in ("**/*.toml", "**/*.jsonl", "**/*ledger*.txt")
            ]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            what = types.Registration("configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([what]))
