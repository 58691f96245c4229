"""Changes to texts and files, as the editor is asked to make them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path

from lsprotocol import types

from copydesk.lsp.diagnostics import capability
from copydesk.lsp.documents import Document, Units
from copydesk.text.source import SourceEdit

__all__ = ["Editor", "differences"]

_WORD = re.compile(r"\S+\s*|\s+")


def differences(old: str, new: str) -> Iterator[SourceEdit]:
    """The edits that make one text of another: of lines that differ, the words that differ."""
    for start, was, now in _changed(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        for offset, this, that in _changed(_WORD.findall(was), _WORD.findall(now)):
            head = _common(this, that)
            tail = _common(this[head:][::-1], that[head:][::-1])
            at = start + offset + head
            yield SourceEdit(at, at + len(this) - head - tail, that[head : len(that) - tail])


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[int, str, str]]:
    """Where a text's pieces differ from another's: the offset, what was there, and what is."""
    starts = [0, *accumulate(map(len, old))]
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield starts[i], "".join(old[i:j]), "".join(new[k:m])


def _common(one: str, other: str) -> int:
    """How many code points two texts have in common at their beginning."""
    return next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


class Editor:
    """Makes workspace edits that the client understands.

    Args:
        capabilities: what the client can do.
        units: in which it counts columns.
    """

    def __init__(self, capabilities: types.ClientCapabilities, units: Units) -> None:
        self._units = units
        self._versioned = bool(capability(capabilities, "workspace.workspace_edit.document_changes"))
        operations = capability(capabilities, "workspace.workspace_edit.resource_operations") or ()
        self._creates = types.ResourceOperationKind.Create in operations

    def edit(self, document: Document, edits: Sequence[SourceEdit]) -> types.WorkspaceEdit:
        """Edits of an open document, for the version that it has now."""
        return self._edit(document.uri, document.version, self._text_edits(document, edits))

    def rewrite(self, path: Path, old: str | None, new: str) -> types.WorkspaceEdit | None:
        """The edit that gives a file another content.

        Args:
            path: the file.
            old: its content, or None where there is no such file yet.
            new: what it is to hold.

        Returns:
            None where the client cannot make files and it would have to.
        """
        if old is None and not self._creates:
            return None
        item = types.TextDocumentItem(path.as_uri(), "toml", 0, old or "")
        document = Document(item, self._units, path.parent)
        edits = self._text_edits(document, list(differences(old or "", new)))
        if old is not None:
            return self._edit(document.uri, None, edits)
        options = types.CreateFileOptions(ignore_if_exists=True)
        identifier = types.OptionalVersionedTextDocumentIdentifier(document.uri)
        create = types.CreateFile(uri=document.uri, options=options)
        return types.WorkspaceEdit(document_changes=[create, types.TextDocumentEdit(identifier, edits)])

    def _text_edits(self, document: Document, edits: Sequence[SourceEdit]) -> list[types.TextEdit]:
        return [types.TextEdit(document.range(edit.start, edit.end), edit.text) for edit in edits]

    def _edit(self, uri: str, version: int | None, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
        if not self._versioned:
            return types.WorkspaceEdit(changes={uri: edits})
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])
