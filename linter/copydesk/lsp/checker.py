"""The engine as the server uses it: one linter, made anew when a configuration file has changed."""

from __future__ import annotations

import gc
from itertools import count
from pathlib import Path

from msgspec import Struct

from copydesk.config import Config, forget
from copydesk.errors import FINAL, CopydeskError, StoppedError, crash_of
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.fixer import fix_source
from copydesk.lint.levels import Levels
from copydesk.lint.linter import Linter
from copydesk.lint.report import FileReport, Problem
from copydesk.lsp.checks import Stop
from copydesk.lsp.ignoring import baseline_file, commented, known, take_in
from copydesk.rule.plugins import Registry
from copydesk.text.source import Source

__all__ = ["CheckedDocument", "DocumentChecker"]

_serial = count(1)
#: After so many checks garbage is collected.
_TIDY = 16


class CheckedDocument(Struct, frozen=True):
    """What came of the check of a text.

    Attributes:
        source: the text.
        config: its settings, or None where those could not be read.
        report: None where there is none: the text is excluded, or could not be checked.
        error: why it could not be checked.
        ident: another one for each check.
        is_deep: whether the deep level was asked.
    """

    source: Source
    config: Config | None = None
    report: FileReport | None = None
    error: CopydeskError | None = None
    ident: str = ""
    is_deep: bool = False


class DocumentChecker:
    """Checks texts. Its methods may be called on any thread, but texts are checked on one at a time.

    Args:
        deep: whether there is a second answer; None for where a deep level is installed.
    """

    def __init__(self, deep: bool | None = None) -> None:
        self._deep = deep
        self._levels = Levels(Linter(), deep)
        self._begun = 0

    @property
    def registry(self) -> Registry:
        """The rules there are."""
        return self._linter.known

    @property
    def _linter(self) -> Linter:
        return self._levels.first

    def forget(self) -> None:
        """Read the configuration anew for the checks that begin from now on."""
        forget()
        self._levels = Levels(Linter(registry=self.registry), self._deep)

    def settings_error(self, path: Path) -> CopydeskError | None:
        """What is wrong with the settings of a file, if anything is."""
        try:
            self._linter.rules_for(self._linter.config_for(path))
        except CopydeskError as error:
            return error
        return None

    def check(self, source: Source, stop: Stop) -> CheckedDocument:
        """Check a text under the settings of the file that it is named after.

        Raises:
            StoppedError: the check was given up.
        """
        self._tidy()
        linter, path, config = self._linter, Path(source.path), None
        try:
            config = linter.config_for(path)
            if config.excludes(path.absolute()):
                return CheckedDocument(source, config, ident=str(next(_serial)))
            linter.rules_for(config)
            report = known(linter, config, linter.lint_source(source, config, stop=stop))
        except StoppedError:
            raise
        except CopydeskError as error:
            return CheckedDocument(source, config, error=error, ident=str(next(_serial)))
        except FINAL:
            raise
        except BaseException as error:
            what = f"the check crashed: {crash_of(error)}"
            crashed = FileReport(source.path, source.format, "", 0, 0, (), (Problem(source.path, what),))
            return CheckedDocument(source, config, crashed, ident=str(next(_serial)))
        return CheckedDocument(source, config, report, ident=str(next(_serial)))

    def goes_deeper(self, checked: CheckedDocument) -> bool:
        """Whether there is a second answer to wait for."""
        if checked.is_deep or checked.report is None or checked.config is None:
            return False
        return self._levels.goes_deeper(checked.config)

    def check_deep(self, checked: CheckedDocument, stop: Stop) -> CheckedDocument:
        """The second answer on a text.

        Raises:
            StoppedError: the check was given up.
        """
        source, config, levels = checked.source, checked.config, self._levels
        assert config
        report = known(levels.first, config, levels.lint_deep(source, config, stop))
        return CheckedDocument(source, config, report, ident=str(next(_serial)), is_deep=True)

    def _tidy(self) -> None:
        """Now and then collect what earlier checks left, after setting aside what the first one loaded.

        Checks leave few objects that refer to each other, but large ones; the collector counts
        objects, and would come too late for the memory to stay as it is.
        """
        self._begun += 1
        if self._begun % _TIDY == 0:
            gc.collect()
            if self._begun == _TIDY:
                gc.freeze()

    def fixed(self, checked: CheckedDocument, stop: Stop) -> str:
        """The text with every safe fix made, until there is none left to make.

        Raises:
            StoppedError: it was given up.
        """
        linter, config = self._linter, checked.config
        assert config

        def lint(source: Source) -> FileReport:
            return known(linter, config, linter.lint_source(source, config, stop=stop))

        return fix_source(checked.source, lint, report=checked.report).source.text

    def commented(self, checked: CheckedDocument, finding: Diagnostic) -> str:
        """The text with a comment that lets a finding pass.

        Raises:
            UsageError: no comment can stand there.
        """
        assert checked.config
        assert checked.report
        return commented(self._linter, checked.source, checked.config, checked.report, finding)

    def take_in(self, checked: CheckedDocument, finding: Diagnostic, home: Path) -> None:
        """Add a finding to the baseline.

        Args:
            checked: the document.
            finding: of it.
            home: the folder for a baseline where there is no configuration.

        Raises:
            CopydeskError: the baseline cannot be read or written.
        """
        assert checked.config
        assert checked.report
        take_in(self._linter, baseline_file(checked.config, home), checked.report, finding)
