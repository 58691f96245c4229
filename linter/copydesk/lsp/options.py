"""The options of an editor: its `initializationOptions`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
from lsprotocol import types

from copydesk.config.mistakes import convert
from copydesk.rule.finding import Severity

__all__ = ["Options", "Severities", "Shown", "read_options"]


class Trigger(StrEnum):
    """When a text is checked."""

    TYPE = "type"
    SAVE = "save"


class Shown(StrEnum):
    """How an editor shows a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"

    @property
    def severity(self) -> types.DiagnosticSeverity:
        """The same, as the protocol has it."""
        return types.DiagnosticSeverity[self.value.capitalize()]


class Severities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How findings of each severity are shown, where that differs from the default."""

    error: Shown | None = None
    warning: Shown | None = None
    suggestion: Shown | None = None

    def of(self, severity: Severity) -> Shown | None:
        """How findings of a severity are shown."""
        shown: Shown | None = getattr(self, severity.value)
        return shown


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an editor may ask for.

    Attributes:
        run: when a text is checked: when typing pauses, or when it is opened and saved.
        severity: how findings are shown.
        deep: whether the deep level is asked behind the first answer; by default where it is installed.
    """

    run: Trigger = Trigger.TYPE
    deep: bool | None = None
    severity: Severities = Severities()


def read_options(given: Any) -> Options:
    """The options that an editor gives.

    Raises:
        ConfigError: there is no such option, or it has a wrong value.
    """
    options: Options = convert(given or {}, Options, None, "initializationOptions")
    return options
