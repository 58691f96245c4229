"""The two answers for somebody who waits at a screen: a first one at once, and the deep level's behind it."""

from __future__ import annotations

from msgspec.structs import replace

from copydesk.config import Config
from copydesk.lint.check import Stop
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport
from copydesk.text.source import Source

__all__ = ["Levels"]


class Levels:
    """What checks a text twice, unless the command line says which answer is wanted.

    Args:
        linter: with what the command line says.
        asks: whether the second answer is wanted; None for where a deep level is installed.

    Attributes:
        first: the linter for the first answer.
    """

    def __init__(self, linter: Linter, asks: bool | None = None) -> None:
        self._linter, self._asks = linter, asks
        self.first = linter
        selection = linter.settings.selection
        if selection.deep is None:
            shallow = replace(linter.settings, selection=replace(selection, deep=False))
            self.first = Linter(shallow, linter.registry)

    def goes_deeper(self, config: Config) -> bool:
        """Whether a text with some settings has a second answer."""
        if self.first is self._linter or self._asks is False or config.deep is False:
            return False
        return self._linter.has_deep or config.asks_deep

    def lint_deep(self, source: Source, config: Config, stop: Stop | None = None) -> FileReport:
        """The second answer: the report of a check that asks the deep level, too.

        Args:
            source: the decoded bytes.
            config: its configuration.
            stop: asked before each rule whether to give up.

        Raises:
            StoppedError: `stop` said so.
        """
        return self._linter.lint_source(source, config.deepened, stop)
