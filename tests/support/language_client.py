"""An editor for the tests of the language server: pytest-lsp's client, with texts that it edits by itself."""

import asyncio
import os
import re
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

_WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def vscode(**changes) -> types.ClientCapabilities:
    """What Visual Studio Code can do; it is given diagnostics, unless `pull` says that it asks for them."""
    can = client_capabilities("visual-studio-code")
    if changes.get("encodings"):
        can.general = types.GeneralClientCapabilities(position_encodings=changes["encodings"])
    if changes.get("pull"):
        can.text_document.diagnostic = types.DiagnosticClientCapabilities()
        can.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    if changes.get("watch") is False:
        can.workspace.did_change_watched_files = None
    return can


class Buffer:
    """A text, and positions in it as the protocol defines them."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._codec, self._width = encoding, _WIDTH[encoding]

    @property
    def _starts(self) -> list[int]:
        starts = [m.start() for m in _LINE.finditer(self.text)]
        return starts if self.text[-1:] in ("\r", "\n", "") else starts[:-1]

    def offset(self, position: types.Position) -> int:
        start = self._starts[position.line]
        line = _LINE.match(self.text, start)[0].rstrip("\r\n")
        data = self._encoded(line)[: position.character * self._width]
        assert len(data) == position.character * self._width, "a position past the end of its line"
        return start + len(data.decode(f"{self._codec}-le".replace("utf-8-le", "utf-8")))

    def position(self, offset: int) -> types.Position:
        starts = [start for start in self._starts if start <= offset]
        before = self.text[starts[-1] : offset]
        return types.Position(len(starts) - 1, len(self._encoded(before)) // self._width)

    def _encoded(self, text: str) -> bytes:
        return text.encode(f"{self._codec}-le".replace("utf-8-le", "utf-8"))

    def words(self, range_: types.Range) -> str:
        return self.text[self.offset(range_.start) : self.offset(range_.end)]

    def apply(self, edits: list[types.TextEdit]) -> None:
        spans = [(self.offset(e.range.start), self.offset(e.range.end), e.new_text) for e in edits]
        spans.sort(key=lambda span: span[:2])
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), "edits that overlap"
        for start, end, text in reversed(spans):
            self.text = self.text[:start] + text + self.text[end:]


class Editor:
    """A folder that is open in an editor."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.buffers: dict[str, Buffer] = {}
        self.versions: dict[str, int] = {}
        self.published: dict[str, list[types.PublishDiagnosticsParams]] = {}
        self.registered: list[types.Registration] = []
        self.encoding = "utf-16"

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "markdown") -> Buffer:
        uri = self.uri(name)
        if text is None:
            text = (self.folder / name).read_bytes().decode()
        self.buffers[uri] = Buffer(text, self.encoding)
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self.buffers[uri]

    def type(self, name: str, *edits: tuple[int, int, str]) -> None:
        """Replace spans one after another, in one message."""
        uri = self.uri(name)
        buffer, changes = self.buffers[uri], []
        for start, end, text in edits:
            span = types.Range(buffer.position(start), buffer.position(end))
            changes.append(types.TextDocumentContentChangePartial(span, text))
            buffer.text = buffer.text[:start] + text + buffer.text[end:]
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, changes))

    def save(self, name: str) -> None:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(identifier))

    def close(self, name: str) -> None:
        identifier = types.TextDocumentIdentifier(self.uri(name))
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def touched(self, name: str) -> None:
        """Say that a file has changed on disk."""
        event = types.FileEvent(self.uri(name), types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    async def diagnostics(self, name: str) -> list[types.Diagnostic]:
        """What is published for the text as it stands."""
        uri = self.uri(name)
        await eventually(lambda: self._latest(uri) and self._latest(uri).version == self.versions[uri])
        return list(self._latest(uri).diagnostics)

    async def found(self, name: str) -> list[tuple[str, str]]:
        """The rule and the words of each diagnostic that is published for the text as it stands."""
        found = await self.diagnostics(name)
        buffer = self.buffers[self.uri(name)]
        return [(d.code, buffer.words(d.range)) for d in found]

    def _latest(self, uri: str) -> types.PublishDiagnosticsParams | None:
        return self.published.get(uri, [None])[-1]

    async def actions(
        self, name: str, words: str, only: list[str] | None = None
    ) -> dict[str, types.CodeAction]:
        """What is offered with the cursor at some words, by title."""
        buffer = self.buffers[self.uri(name)]
        at = buffer.position(buffer.text.index(words))
        actions = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri(name)),
                types.Range(at, at),
                types.CodeActionContext([], only=only),
            )
        )
        return {action.title: action for action in actions}

    async def choose(self, action: types.CodeAction) -> None:
        """Do what an action says: in what is open as if it were typed, else on disk."""
        if action.data:
            action = await self.client.code_action_resolve_async(action)
        if action.edit:
            self.apply(action.edit)

    def apply(self, edit: types.WorkspaceEdit) -> None:
        texts = {uri: (None, edits) for uri, edits in (edit.changes or {}).items()}
        for change in edit.document_changes or []:
            if isinstance(change, types.CreateFile):
                Path(types_path(change.uri)).touch()
            else:
                texts[change.text_document.uri] = (change.text_document.version, change.edits)
        for uri, (version, edits) in texts.items():
            if uri in self.buffers:
                assert version in (None, self.versions[uri])
                spans = [
                    (
                        self.buffers[uri].offset(e.range.start),
                        self.buffers[uri].offset(e.range.end),
                        e.new_text,
                    )
                    for e in edits
                ]
                self.type(uri, *sorted(spans, reverse=True))
            else:
                file = Path(types_path(uri))
                buffer = Buffer(file.read_bytes().decode(), self.encoding)
                buffer.apply(edits)
                file.write_bytes(buffer.text.encode())


def types_path(uri: str) -> str:
    from urllib.parse import unquote, urlsplit

    return unquote(urlsplit(uri).path)


async def eventually(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.005)


def _client(editor_of: Callable[[], Editor]) -> LanguageClient:
    def published(ls, params: types.PublishDiagnosticsParams) -> None:
        editor_of().published.setdefault(params.uri, []).append(params)

    def registered(ls, params: types.RegistrationParams) -> None:
        editor_of().registered += params.registrations

    def applied(ls, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        editor_of().apply(params.edit)
        return types.ApplyWorkspaceEditResult(True)

    client = LanguageClient(converter_factory=default_converter)
    own = {
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: published,
        types.CLIENT_REGISTER_CAPABILITY: registered,
        types.WORKSPACE_APPLY_EDIT: applied,
    }
    register_lsp_features(client, DEFAULT_CLIENT_FEATURES | own)
    return client


async def connected(editor: Editor, can: types.ClientCapabilities | None, asks: object = None) -> None:
    """Begin a session with a server that the editor's client is connected to."""
    folders = [types.WorkspaceFolder(editor.folder.as_uri(), editor.folder.name)]
    params = types.InitializeParams(
        capabilities=can or vscode(),
        root_uri=editor.folder.as_uri(),
        workspace_folders=folders,
        initialization_options=asks,
    )
    result = await editor.client.initialize_session(params)
    editor.encoding = result.capabilities.position_encoding or "utf-16"


@asynccontextmanager
async def editing(
    folder: Path,
    can: types.ClientCapabilities | None = None,
    env: dict[str, str] | None = None,
    options: tuple[str, ...] = (),
    asks: object = None,
):
    """A folder, open in an editor that has started the server; at the end the editor is closed."""
    client = _client(lambda: editor)
    editor = Editor(client, folder)
    command = (sys.executable, "-m", "copydesk", "lsp", *options)
    await client.start_io(*command, env={**os.environ, **(env or {})}, cwd=folder)
    try:
        await connected(editor, can, asks)
        yield editor
    finally:
        if client._server.returncode is None:
            async with asyncio.timeout(60):
                await client.shutdown_session()
        await client.stop()
