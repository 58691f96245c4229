"""Requests for our own report, the JSON of `/api/check`: a text, or an article in blocks."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Struct

from copydesk.config import Selection
from copydesk.readers import PLAIN, TEXT_FORMATS, format_of
from copydesk.rule.plugins import Registry
from copydesk.servers.languagetool.jobs import Block, BlocksJob, HouseWords, IgnoredPlace, ReportJob
from copydesk.servers.languagetool.parameters import ParameterError, known_names

__all__ = ["FILE_NAME", "parse_report_job"]

#: A file below the server's folder, by a name that nothing turns or hides.
_STEP = r"(?!\.{1,2}(?:/|$))[^/\\:\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+"
FILE_NAME = rf"^{_STEP}(?:/{_STEP})*$"
_FileName = Annotated[str, msgspec.Meta(max_length=255)]
_Names = tuple[Annotated[str, msgspec.Meta(max_length=100)], ...]


class _Text(Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken of a text."""

    text: str
    format: str | None = None
    filename: _FileName = "<text>"


class _Blocks(Struct, frozen=True, forbid_unknown_fields=True):
    """What is taken of an article in blocks."""

    blocks: tuple[Block, ...]
    filename: _FileName = "article.html"
    house: HouseWords = HouseWords()
    select: _Names | None = None
    extend_select: _Names = ()
    ignore: _Names = ()
    min_confidence: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    ignored: tuple[IgnoredPlace, ...] = ()


def parse_report_job(body: bytes, registry: Registry) -> ReportJob | BlocksJob:
    """What a client asks for.

    Args:
        body: of the request.
        registry: the rules there are.

    Raises:
        ParameterError: it is no JSON, or not of that form.
    """
    try:
        in_blocks = "blocks" in msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        asked = msgspec.json.decode(body, type=_Blocks if in_blocks else _Text)
        msgspec.json.encode(asked)  # which half a character has no place in
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise ParameterError(
            f"Expected a JSON object with text, format and filename, or with blocks: {error}"
        ) from None
    if not re.search(FILE_NAME, asked.filename):
        raise ParameterError("filename: expected the name of a file below the server's folder")
    return _blocks_job(asked, registry) if isinstance(asked, _Blocks) else _text_job(asked)


def _text_job(asked: _Text) -> ReportJob:
    if asked.format is not None and asked.format not in TEXT_FORMATS:
        raise ParameterError(
            f"Unknown format {asked.format[:40]!r}: expected one of {', '.join(TEXT_FORMATS)}"
        )
    named = format_of(asked.filename)
    known = named if named in TEXT_FORMATS else None
    return ReportJob(asked.text, asked.format or known or PLAIN, asked.filename)


def _blocks_job(asked: _Blocks, registry: Registry) -> BlocksJob:
    select = None if asked.select is None else known_names(asked.select, registry)
    selection = Selection(
        select,
        known_names(asked.extend_select, registry),
        known_names(asked.ignore, registry),
        asked.min_confidence,
    )
    named = (*(asked.select or ()), *asked.extend_select, *asked.ignore)
    unknown = tuple(name for name in dict.fromkeys(named) if not known_names((name,), registry))
    return BlocksJob(asked.blocks, asked.filename, asked.house, selection, asked.ignored, unknown)
