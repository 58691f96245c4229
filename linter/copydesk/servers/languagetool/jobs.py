"""Jobs for a checking process, and its answers."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from msgspec import Struct

from copydesk.config import Selection
from copydesk.lint.linter import Settings

__all__ = [
    "AnnotatedPart",
    "Answer",
    "CheckSettings",
    "JobOutcome",
    "Language",
    "LanguageToolJob",
    "ReportJob",
]


class CheckSettings(Struct, frozen=True):
    """Under which settings texts are checked.

    Attributes:
        settings: what the command line says.
        folder: the one whose configuration holds.
    """

    settings: Settings
    folder: Path


class Language(Struct, frozen=True):
    """The language that a client asks for.

    Attributes:
        code: of a language that is listed, or "auto".
        preferred: the variants that "auto" chooses from.
    """

    code: str = "auto"
    preferred: tuple[str, ...] = ()


class AnnotatedPart(Struct, frozen=True):
    """A part of annotated text: what is there, and what it is read as, "" for most markup."""

    source: str
    prose: str


class LanguageToolJob(Struct, frozen=True):
    """A text to check as LanguageTool would.

    Attributes:
        parts: that it consists of, in order.
        language: that it is in.
        selection: the rules to run; None for none at all.
    """

    parts: tuple[AnnotatedPart, ...]
    language: Language = Language()
    selection: Selection | None = Selection()


class ReportJob(Struct, frozen=True):
    """A text to check and report on in our own JSON.

    Attributes:
        text: the whole file, decoded.
        format: the name of a reader.
        name: of the file, relative to the folder.
    """

    text: str
    format: str
    name: str


class JobOutcome(Enum):
    """How a job ended: checked, given up when its time was over, or crashed."""

    DONE = "done"
    LATE = "late"
    FAILED = "failed"


class Answer(Struct, frozen=True):
    """What came of a job.

    Attributes:
        body: JSON for the client.
        problems: for the log; they say nothing of the text.
        words: how many the text has.
        rules: those of the findings, once for each.
        lasting: whether the same job will have the same answer.
    """

    outcome: JobOutcome
    body: bytes = b""
    problems: tuple[str, ...] = ()
    words: int = 0
    rules: tuple[str, ...] = ()
    lasting: bool = False
