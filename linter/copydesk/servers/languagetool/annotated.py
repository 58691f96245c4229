"""Annotated text, LanguageTool's parameter `data`: what of a text is markup, and what markup is read as."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from copydesk.servers.languagetool.jobs import AnnotatedPart
from copydesk.text.source_map import SourceMap

__all__ = ["AnnotationError", "joined", "parse_annotated"]

_SHOWN = 200


class AnnotationError(ValueError):
    """Annotated text that is none; the message is LanguageTool's."""


def parse_annotated(data: str) -> tuple[AnnotatedPart, ...]:
    """The parts of annotated text, given in JSON.

    Raises:
        AnnotationError: it is no JSON, or not of that form.
    """
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise AnnotationError("Could not parse JSON from 'data' parameter") from None
    if not isinstance(value, dict) or not ({"text", "annotation"} & value.keys()):
        raise AnnotationError("'data' key in JSON requires 'text' or 'annotation' key")
    if {"text", "annotation"} <= value.keys():
        raise AnnotationError("'data' key in JSON requires either 'text' or 'annotation' key, not both")
    listed = value["annotation"] if "annotation" in value else [{"text": value["text"]}]
    if not isinstance(listed, list):
        raise AnnotationError("'annotation' must be a list")
    return tuple(map(_part, listed))


def _part(item: Any) -> AnnotatedPart:
    if not isinstance(item, dict) or not ({"text", "markup"} & item.keys()):
        raise AnnotationError(f"Only 'text' and 'markup' are supported in 'annotation' list: {_shown(item)}")
    if {"text", "markup"} <= item.keys():
        raise AnnotationError(
            "Only either 'text' or 'markup' are supported in an object in 'annotation' list, "
            f"not both: {_shown(item)}"
        )
    if {"text", "interpretAs"} <= item.keys():
        raise AnnotationError(f"'text' cannot be used with 'interpretAs' (only 'markup' can): {_shown(item)}")
    source = item.get("text", item.get("markup"))
    prose = source if "text" in item else item.get("interpretAs", "")
    if not isinstance(source, str) or not isinstance(prose, str):
        raise AnnotationError(f"'text', 'markup' and 'interpretAs' must be strings: {_shown(item)}")
    return AnnotatedPart(source, prose)


def _shown(item: Any) -> str:
    return msgspec.json.encode(item).decode("utf-8", "replace")[:_SHOWN]


def joined(parts: Iterable[AnnotatedPart]) -> tuple[str, SourceMap]:
    """The prose of a text's parts, and where each piece of it stands in the whole text."""
    prose: list[str] = []
    places = SourceMap()
    at = 0
    for part in parts:
        end = at + len(part.source)
        if part.prose == part.source:
            places.add(len(part.prose), at, end)
        else:  # one code point would map onto one of the markup's where both are as long
            for _ in part.prose:
                places.add(1, at, end)
        prose.append(part.prose)
        at = end
    return "".join(prose), places
