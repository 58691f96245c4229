"""The documents that are open, and what is found in them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from copydesk.lsp.checker import CheckedDocument, DocumentChecker
from copydesk.lsp.checks import Checks, Stop
from copydesk.lsp.config_problems import ConfigProblems, Crashes
from copydesk.lsp.diagnostics import Translator, capability
from copydesk.lsp.documents import Document, Units
from copydesk.lsp.edits import Editor
from copydesk.lsp.options import Options, Trigger
from copydesk.lsp.pages import Pages

__all__ = ["Workspace"]

#: How long a text rests before it is checked, and after that before the deep level is asked, in seconds.
REST, DEEP_REST = 0.05, 0.7


class Workspace:
    """Checks what is open, and tells the editor.

    Args:
        server: initialized, so that it knows what the client can do.
        options: what the client asks for.
    """

    def __init__(self, server: LanguageServer, options: Options) -> None:
        can = server.client_capabilities
        self._server = server
        self.units = Units(types.PositionEncodingKind(server.workspace.position_encoding).value)
        self.editor = Editor(can, self.units)
        self.checker = DocumentChecker(options.deep)
        self.pages = Pages(lambda: self.checker.registry)
        self.translator = Translator(can, self.units, self.pages.address, options.severity)
        self.config_problems = ConfigProblems(server)
        self.checks: Checks[CheckedDocument] = Checks(self._done)
        self.documents: dict[str, Document] = {}
        self._on_save = options.run is Trigger.SAVE
        #: Whether it asks for diagnostics, and can be told to ask anew; else they are sent.
        self.pulls = not self._on_save and bool(
            capability(can, "text_document.diagnostic")
            and capability(can, "workspace.diagnostics.refresh_support")
        )
        self.watched = bool(capability(can, "workspace.did_change_watched_files.dynamic_registration"))
        self._crashes = Crashes(server)
        self._work: set[asyncio.Task[None]] = set()

    @property
    def roots(self) -> list[Path]:
        """The folders that the editor has open."""
        workspace = self._server.workspace
        uris = [folder.uri for folder in workspace.folders.values()] or filter(None, [workspace.root_uri])
        return [Path(path) for path in map(to_fs_path, uris) if path]

    def home(self, path: Path) -> Path:
        """The folder for the configuration of a file that has none yet: the innermost that is open."""
        around = [root for root in self.roots if path.is_relative_to(root)]
        return max(around, key=lambda root: len(root.parts), default=path.parent)

    def open(self, item: types.TextDocumentItem) -> None:
        """Take up a document, and check it if it is an article."""
        if not self.watched:
            self.checker.forget()
        root = next(iter(self.roots), Path.cwd())
        document = self.documents[item.uri] = Document(item, self.units, root)
        self._start(document)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Make the changes that were typed, and check the document when it has rested."""
        if document := self.documents.get(params.text_document.uri):
            document.change(params.text_document.version, params.content_changes)
            if self._on_save:
                self.checks.drop(document.uri)
            else:
                self._start(document, REST)

    def saved(self, uri: str) -> None:
        """Check a document anew; or everything, as an editor that does not watch may have saved settings."""
        if not self.watched:
            self.reconfigure()
        elif document := self.documents.get(uri):
            self._start(document)

    def close(self, uri: str) -> None:
        """Let go of a document."""
        self.checks.drop(uri)
        if self.documents.pop(uri, None):
            self._crashes.forget(uri)
            self.config_problems.note(uri, None)
            self._publish(uri, [], None)

    def reconfigure(self) -> None:
        """Read the configuration anew, and check everything under it."""
        self.checker.forget()
        for document in self.documents.values():
            self._start(document)
        for root in self.roots:
            self._later(self._look_at(root))
        if self.pulls:
            self._server.workspace_diagnostic_refresh(None)

    async def checked(self, uri: str) -> tuple[Document, CheckedDocument] | None:
        """A document and what is found in it as it stands; None if it is closed or no article."""
        checked = await self.checks.result(uri)
        while checked is None and (document := self.documents.get(uri)) and document.format:
            version = document.version
            found = await self.checks.run(partial(self._check, document))
            checked = found if document.version == version else None
        return (self.documents[uri], checked) if checked and uri in self.documents else None

    def diagnostics(self, checked: CheckedDocument, uri: str) -> list[types.Diagnostic]:
        """What is found in a document, for the editor."""
        return self.translator.diagnostics(checked.report, uri) if checked.report else []

    def close_all(self) -> None:
        """Give up all work."""
        self.checks.close()

    def _start(self, document: Document, delay: float = 0.0) -> None:
        if document.format:
            self.checks.start(document.uri, partial(self._check, document), delay)

    def _check(self, document: Document, stop: Stop) -> CheckedDocument:
        return self.checker.check(document.source(), stop)

    def _done(self, uri: str, checked: CheckedDocument) -> None:
        self.config_problems.note(uri, checked.error)
        if checked.report:
            self._crashes.note(uri, checked.report)
        if self.checker.goes_deeper(checked):
            self.checks.follow(uri, partial(self.checker.check_deep, checked), DEEP_REST)
        elif checked.is_deep and self.pulls:
            self._server.workspace_diagnostic_refresh(None)
        self._publish(uri, self.diagnostics(checked, uri), self.documents[uri].version)

    def _publish(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        """Send diagnostics, unless the editor asks for them itself."""
        if not self.pulls:
            params = types.PublishDiagnosticsParams(uri, diagnostics, version)
            self._server.text_document_publish_diagnostics(params)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _look_at(self, root: Path) -> None:
        """Say what is wrong with the configuration of a folder, before any article in it is opened."""
        look = partial(self.checker.settings_error, root / "article")
        self.config_problems.note(root.as_uri(), await self.checks.run(lambda stop: look()))
