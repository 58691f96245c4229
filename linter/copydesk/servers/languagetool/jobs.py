"""Jobs for a checking process, and its answers."""

from __future__ import annotations

from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Struct

from copydesk.config import Selection
from copydesk.lint.linter import Settings
from copydesk.rule.rule import Dialect

__all__ = [
    "AnnotatedPart",
    "Answer",
    "Block",
    "BlockRole",
    "BlocksJob",
    "CheckSettings",
    "HouseWords",
    "IgnoredPlace",
    "Job",
    "JobOutcome",
    "Language",
    "LanguageToolJob",
    "ReportJob",
]


_Word = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


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


class BlockRole(StrEnum):
    """What a block is of an article: its title, its excerpt, or part of what it says."""

    TITLE = "title"
    EXCERPT = "excerpt"
    CONTENT = "content"


class Block(Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of an article's HTML; what one begins a later one may end.

    Attributes:
        text: its HTML.
        role: what it is of the article.
    """

    text: str
    role: BlockRole = BlockRole.CONTENT


class HouseWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What a client's house knows to be right, beside what the configuration says of ours."""

    names: tuple[_Word, ...] = ()
    words: tuple[_Word, ...] = ()
    dialect: Dialect | None = None


class IgnoredPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """A place of a finding that an editor ignores, and why.

    Attributes:
        rule, words, before, after, nth: what it is recognised by; see `FindingKey`.
    """

    rule: str
    words: str
    before: str = ""
    after: str = ""
    nth: Annotated[float, msgspec.Meta(ge=1, le=1_000_000, multiple_of=1)] = (
        1  # 2.0 is a whole number in JSON
    )
    reason: str = ""


class BlocksJob(Struct, frozen=True):
    """An article in blocks to check and report on, place by place in its blocks.

    Attributes:
        blocks: in reading order.
        name: of the file whose configuration holds, relative to the folder.
        house: what the client's house knows.
        selection: the rules to run, beside what the configuration says.
        ignored: what is not to be reported.
        unknown: names that were asked for and are neither rules nor groups.
    """

    blocks: tuple[Block, ...]
    name: str
    house: HouseWords = HouseWords()
    selection: Selection = Selection()
    ignored: tuple[IgnoredPlace, ...] = ()
    unknown: tuple[str, ...] = ()


#: Anything that a checking process is asked.
Job = LanguageToolJob | ReportJob | BlocksJob


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
