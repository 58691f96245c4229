"""Matches: findings as LanguageTool has them, the JSON of its `/v2/check`, version 6.8."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import msgspec

from copydesk.document.article import Article
from copydesk.document.language import detect_language
from copydesk.lint.diagnostic import Diagnostic
from copydesk.lint.report import FileReport
from copydesk.rule.plugins import Registry
from copydesk.servers.languagetool.jobs import Language
from copydesk.servers.languagetool.languages import language_name
from copydesk.servers.languagetool.replacements import MatchPlace, match_places
from copydesk.servers.languagetool.rules import about
from copydesk.servers.languagetool.software import SOFTWARE
from copydesk.text.source_map import SourceMap
from copydesk.text.span import Span, Utf16Offsets

__all__ = ["response"]

#: How much of the text around a match is shown, in code points.
_CONTEXT = 40


def response(
    asked: Language, article: Article, report: FileReport, text: str, places: SourceMap, registry: Registry
) -> bytes:
    """The answer to a check.

    Args:
        asked: the language.
        article: the prose that was checked.
        report: what was found in it.
        text: as the client has it, markup included.
        places: from the prose to `text`.
        registry: the rules there are.
    """
    units = Utf16Offsets(text)
    sentences = article.sentences
    starts = [s.span.start for s in sentences]

    def match(diagnostic: Diagnostic, place: MatchPlace) -> dict[str, Any]:
        here = places.to_source(*place.span)
        offset, length = units.span(*here)
        at = max(0, bisect_right(starts, place.span.start) - 1)
        inside = sentences and sentences[at].span.start <= place.span.start < sentences[at].span.end
        return {
            "message": diagnostic.message,
            "shortMessage": diagnostic.rule.replace("-", " ").capitalize(),
            "replacements": [{"value": value} for value in place.replacements],
            "offset": offset,
            "length": length,
            "context": _context(text, here),
            "sentence": article.text_of(sentences[at] if inside else place.span),
            **about(diagnostic, registry),
        }

    def is_gap(place: MatchPlace) -> bool:
        """Whether only space changes where markup stands, which has left it there."""
        words = article.text[place.span.start : place.span.end].split()
        crosses = len(places.to_source(*place.span)) > len(place.span)
        return crosses and any(value.split() == words for value in place.replacements)

    found = [
        match(d, place)
        for d in report.diagnostics
        for place in match_places(d, article.text)
        if not is_gap(place)
    ]
    found.sort(key=lambda m: (m["offset"], m["length"]))
    ranges = [places.to_source(*s.span) for s in sentences]
    spans = [(units.at(span.start), units.at(span.end)) for span in ranges]
    spoken = [(article.language_of(s.block) or "en").split("-")[0] for s in sentences]
    return msgspec.json.encode(
        {
            "software": SOFTWARE,
            "warnings": _warnings(report),
            "language": _language(asked, article),
            "matches": found,
            "sentenceRanges": spans,
            "extendedSentenceRanges": [
                {"from": start, "to": end, "detectedLanguages": [{"language": code, "rate": 1.0}]}
                for (start, end), code in zip(spans, spoken, strict=True)
            ],
        }
    )


def _warnings(report: FileReport) -> dict[str, Any]:
    failed = list(dict.fromkeys(p.rule or "the reader" for p in report.problems))
    if not failed:
        return {"incompleteResults": False}
    reason = f"did not get to the end: {', '.join(failed)}; the server's log says more"
    return {"incompleteResults": True, "incompleteResultsReason": reason}


def _language(asked: Language, article: Article) -> dict[str, Any]:
    """What was asked for, and what was detected.

    How sure that is, is told by how probable the language is and how much of the prose is in it.
    """
    found, probability = detect_language(article) or (article.language or "en", 0.0)
    detected = found
    if found == "en":
        detected = asked.code if asked.code.startswith("en") else next(iter(asked.preferred), "en-US")
    code = detected if asked.code == "auto" else asked.code
    total = sum(len(b.span) for b in article.prose_blocks)
    share = sum(len(b.span) for b in article.prose_blocks if article.language_of(b) == article.language)
    return {
        "name": language_name(code),
        "code": code,
        "detectedLanguage": {
            "name": language_name(detected),
            "code": detected,
            "confidence": round(probability * share / total, 3) if total else 0.0,
            "source": "copydesk" if total else None,
        },
    }


def _context(text: str, span: Span) -> dict[str, Any]:
    low, high = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    before = ("..." if low else "") + text[low : span.start]
    inside = text[span.start : span.end]
    shown = before + inside + text[span.end : high] + ("..." if high < len(text) else "")
    offset, length = Utf16Offsets(shown).span(len(before), len(before) + len(inside))
    return {"text": "".join(_on_one_line(shown)), "offset": offset, "length": length}


def _on_one_line(text: str) -> Iterator[str]:
    return (" " if character in "\r\n" else character for character in text)
