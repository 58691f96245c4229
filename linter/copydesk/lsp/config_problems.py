"""Problems with the configuration, each said once and shown in its file; and crashes."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from copydesk.errors import ConfigError, CopydeskError, DataError
from copydesk.lint.report import FileReport
from copydesk.rule.finding import Severity

__all__ = ["ConfigProblems", "Crashes"]

_log = logging.getLogger(__name__)

_AT = re.compile(r"\(at line (\d+), column (\d+)\)")
#: What an error names: 'a key', or the key that has a wrong value.
_NAMED = re.compile(r"'([^']+)'|([\w.-]+) = ")


class Crashes:
    """What went wrong with documents: a line in the editor's log, and in our own, once for each rule.

    Args:
        server: sends the lines.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._said: set[tuple[str, str | None]] = set()

    def note(self, uri: str, report: FileReport) -> None:
        """Say what a report has that has not been said of this document."""
        for problem in report.problems:
            if (uri, problem.rule) not in self._said:
                self._said.add((uri, problem.rule))
                message = f"{problem.path}: {problem.message}" if problem.path else problem.message
                is_error = problem.severity is Severity.ERROR
                _log.log(logging.ERROR if is_error else logging.WARNING, "%s", message)
                level = types.MessageType.Error if is_error else types.MessageType.Warning
                self._server.window_log_message(types.LogMessageParams(level, message))

    def forget(self, uri: str) -> None:
        """Forget a document."""
        self._said = {said for said in self._said if said[0] != uri}


class ConfigProblems:
    """What is wrong with the settings of the documents that are open.

    Args:
        server: sends the messages.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._errors: dict[str, CopydeskError] = {}
        self._said: dict[str | None, str] = {}

    def note(self, name: str, error: CopydeskError | None) -> None:
        """Take note of what is wrong with the settings of a document, or that nothing is."""
        if error is None:
            self._errors.pop(name, None)
        else:
            self._errors[name] = error
        errors = {_file(error): error for error in self._errors.values()}
        for file in [file for file in self._said if file not in errors]:
            del self._said[file]
            self._publish(file, [])
        for file, error in errors.items():
            if self._said.get(file) != str(error):
                self._said[file] = str(error)
                message = types.ShowMessageParams(types.MessageType.Error, f"copydesk: {error}")
                self._server.window_show_message(message)
                self._publish(file, [_diagnostic(error, file)])

    def _publish(self, file: str | None, diagnostics: list[types.Diagnostic]) -> None:
        if file is not None:
            params = types.PublishDiagnosticsParams(Path(file).as_uri(), diagnostics)
            self._server.text_document_publish_diagnostics(params)


def _file(error: CopydeskError) -> str | None:
    """The file that is to blame."""
    return str(Path(error.path).absolute()) if isinstance(error, ConfigError) and error.path else None


def _diagnostic(error: CopydeskError, file: str | None) -> types.Diagnostic:
    message = str(error).removeprefix(f"{getattr(error, 'path', None)}: ")
    line, column, length = _place(error, message, file)
    start = types.Position(line - 1, column - 1)
    return types.Diagnostic(
        range=types.Range(start, types.Position(line - 1, column - 1 + length)),
        severity=types.DiagnosticSeverity.Error,
        source="copydesk",
        message=message,
    )


def _place(error: CopydeskError, message: str, file: str | None) -> tuple[int, int, int]:
    """The line and column, from 1, to blame, and how many code points; the first line if none is known."""
    if isinstance(error, DataError) and error.line is not None:
        return error.line, error.column, 0
    if at := _AT.search(message):
        return int(at[1]), int(at[2]), 0
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines() if file else []
    except (OSError, UnicodeDecodeError):
        lines = []
    if "(at end of document)" in message:
        return max(len(lines), 1), 1, 0
    for quoted, key in _NAMED.findall(message):
        word = quoted or key.rpartition(".")[2]
        for number, text in enumerate(lines, 1):
            if found := re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text):
                return number, found.start() + 1, len(word)
    return 1, 1, 0
