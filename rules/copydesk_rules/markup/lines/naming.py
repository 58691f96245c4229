"""What a line of a page seems to be, by the words that it has."""

from __future__ import annotations

import re

from copydesk import lazy_pattern
from copydesk_rules.markup.lines.features import cues_of, line_of

__all__ = ["CAPTION", "name_of"]

CAPTION = "looks like the caption of a picture"
_ADDRESS = lazy_pattern(r"\S@\w")
_BYLINE = lazy_pattern(r"(?:(?:written|posted|reported) )?by [^\W\d_]", re.IGNORECASE)
_NUMBER = lazy_pattern(r"\d")
_LABEL_WORDS, _CREDIT_WORDS = 3, 12


def name_of(text: str) -> str:
    """The predicate of a message about a line."""
    line = line_of(text)
    cues = cues_of(line)
    ends = line.form.endswith(".")
    if "legal" in cues and ("rights" in text or "opyright" in text or "©" in text):
        return "looks like small print of a page"
    if "origin" in cues and ("riginally" in text or "appeared" in text):
        return "says where the text was published before"
    if "social" in cues or (line.size == 1 and text.startswith("@")):
        return "looks like a link to social media"
    if "mail" in cues:
        return "looks like a call to subscribe or to write"
    if _ADDRESS.search(text):
        return "looks like the contact of an author or a page"
    if cues & {"credit", "agency"} or text.startswith("©"):
        short = line.size <= _CREDIT_WORDS and not (ends and line.size > 8)
        return "looks like the credit of a picture" if short else CAPTION
    if "talk" in cues and cues & {"us", "you", "call"}:
        return "looks like a call for comments"
    if "money" in cues and not ends:
        return "looks like an advertisement"
    if _BYLINE.match(text) or ("author" in cues and line.is_short):
        return "looks like a byline left in the text"
    if "when" in cues and _NUMBER.search(text) and line.size <= _CREDIT_WORDS:
        return "looks like the date or time of a page"
    return _by_form(text, line.size, cues, ends)


def _by_form(text: str, size: int, cues: set[str], ends: bool) -> str:
    if not ends and size <= _LABEL_WORDS:
        return "looks like a label of a page"
    if cues & {"story", "call"} and not cues & {"said", "past"}:
        return "looks like a link to another page"
    if "shown" in cues and size > _CREDIT_WORDS:
        return CAPTION
    if not ends:
        return "looks like the title of another story, or a caption"
    return "seems to belong to a page, not to the article"
