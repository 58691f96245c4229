"""`undefined-abbreviation`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Default, Finding, Good, Meta, Related, Rule, Severity, Span, lazy_pattern
from copydesk_rules.names.shared.mentions import is_known_name
from copydesk_rules.wording.lexicon import common_words, is_word

__all__ = ["UndefinedAbbreviation"]

_ABBREVIATION = lazy_pattern(r"(?<![\w@#/.&$+:’'-])[A-Z]{2,6}(?=s?(?![\w@/&+-]|[.’']\w))")
_WORD = lazy_pattern(r"[^\W\d_]+")
#: What introduces an abbreviation, before and behind it.
_BEFORE = lazy_pattern(
    r"(?:[(\[][“\"‘']?(?:the |or |“)?"
    r"|\b(?:or|called|dubbed|known as|abbreviated(?: as| to)?|short,) [“\"‘']?)\Z"
)
_AFTER = lazy_pattern(
    r"s?[”\"’']?(?: \(|,? (?:(?:or|is|are|which is) )?(?:short for|stands for|standing for|which stands for)"
    r"|, (?:an?|the) )"
)
#: Words that abbreviations leave out.
_SMALL = frozenset(
    ["a", "an", "and", "at", "by", "de", "des", "du", "for", "in", "la", "le", "of", "on", "or", "the", "to"]
)
#: What follows the initials of an author in a reference.
_CITED = lazy_pattern(r",? et al|[.,] ")
#: A reference, not a sentence.
_REFERENCE = lazy_pattern(r"\^|\d+\. |- ?(?:\d|\^)|.*(?:\bet al\b|\bdoi:|Retrieved \d)")
#: An American broadcaster's call sign.
_CALL_SIGN = lazy_pattern(r"[KW][A-Z]{3}")
_NEAR = 30
_REACH = 300
#: What has more abbreviations that nobody introduced is a glossary, or no prose.
_MANY = 50
_CODE = lazy_pattern(r"[{}=|\\$<>`─]|\w_\w")


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `undefined-abbreviation`."""

    known: Annotated[
        frozenset[str],
        msgspec.Meta(description="Abbreviations that your readers know: those of your town, your trade."),
    ] = frozenset()


class UndefinedAbbreviation(Rule[Options]):
    """Finds an abbreviation before, or without, the words that it is short for.

    "Talks under the ADR scheme go on", and what ADR may be is said three paragraphs below, or never: an
    editor who moved a paragraph up, or cut one, leaves it so. The first mention is reported.

    An abbreviation counts as introduced by parentheses ("alternative dispute resolution (ADR)", "ADR
    (alternative dispute resolution)"), by words such as "known as" and "short for", by an apposition ("ADR,
    a way to…"), and by words whose initials it has. Left alone are what every reader knows (UN, NASA, CEO,
    PDF, the states of the US: a list, and words that are common), numerals, capitals among capitals,
    initials of persons, tickers, call signs, what has digits, and what stands in headlines, tables,
    references, quotations, URLs and code.

    What readers know depends on who they are, so the rule is off until you ask for it; what yours know goes
    into `known`.
    """

    meta = Meta(
        name="undefined-abbreviation",
        group="names",
        since="0.1",
        summary="“{found}” is nowhere introduced.",
        severity=Severity.SUGGESTION,
        default=Default.OFF,
        language="en",
        confidence=0.6,
    )
    examples = (
        Bad("Talks under the ⟦ADR⟧ scheme go on. Few want alternative dispute resolution (ADR)."),
        Bad("The third ⟦UB⟧ Dialogue opened on Monday. Envoys of six countries came."),
        Bad("Two members of the ⟦QPRF⟧ resigned, and the QPRF named others."),
        Good("Alternative dispute resolution (ADR) is cheap. The ADR scheme goes on."),
        Good("The ADR (alternative dispute resolution) scheme goes on; ADR is cheap."),
        Good("Lawyers of the Quayside Pilots’ Rescue Fund met. The QPRF named two members."),
        Good("The rescue fund, known as QPRF, met. The QPRF, a charity, named two members."),
        Good("The UN and NASA asked the CEO for a PDF; she lives in Portland, ME, and has a PhD."),
        Good("World War II ended. Henry VIII had six wives, and chapter XIV tells of one."),
        Good("THE QPRF BAND PLAYED. DO NOT ENTER, said the sign."),
        Good(
            "“The QPRF must go,” he said. See QPRF.example or #QPRF, and run `QPRF --help`.",
            format="markdown",
        ),
        Good("JP Morrison and TJ Lopes flew QX8501 home; shares of Okafor (NYSE: QPRF) fell."),
        Good("The QPRF met on Monday.", options={"known": ["QPRF"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        known = self._known
        firsts: dict[str, Span] = {}
        introduced: dict[str, Span] = {}
        for match in _ABBREVIATION.finditer(article.prose):
            name, span = match[0], Span(*match.span())
            if name in introduced or name in known or _is_known(name):
                continue
            if _introduces(article.prose, span):
                introduced[name] = span
            elif name not in firsts and _is_use(article, span):
                firsts[name] = span
        if len(firsts) > _MANY:
            return
        for name, span in firsts.items():
            later = introduced.get(name)
            if later and later > span:
                related = [Related(later, "here it is introduced")]
                message = f"“{name}” is used here before it is introduced."
                yield self.finding(span, related=related, message=message, confidence=0.8)
            elif not later and not _has_initials(article, name):
                yield self.finding(span, found=name)

    @cached_property
    def _known(self) -> frozenset[str]:
        return self.options.known | {word for name in self.house.names for word in name.split()}


@cache
def _listed() -> frozenset[str]:
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _is_known(name: str) -> bool:
    lower = name.lower()
    if _CALL_SIGN.fullmatch(name):
        return True
    return name in _listed() or lower in common_words() or (len(name) > 3 and is_word(lower))


def _introduces(prose: str, span: Span) -> bool:
    """Whether an abbreviation is introduced where it stands."""
    before = _BEFORE.search(prose[max(0, span.start - _NEAR) : span.start])
    return before is not None or _AFTER.match(prose, span.end) is not None


def _is_use(article: Article, span: Span) -> bool:
    """Whether an abbreviation stands in a sentence of the article's own, where it is no one's initials."""
    block = article.block_at(span.start)
    prose = article.prose
    if block is None or not block.kind.is_running or article.quotation_at(span):
        return False
    if _REFERENCE.match(prose, block.start, min(block.end, block.start + _REACH)):
        return False
    low, high = max(block.start, span.start - _NEAR), min(block.end, span.end + _NEAR)
    before, after = _WORD.findall(prose[low : span.start]), _WORD.findall(prose[span.end : high])
    beside = [word for word in (*before[-1:], *after[:1]) if len(word) > 1]
    if _CODE.search(prose, low, high) or any(word.isupper() for word in beside):
        return False
    is_sentence = (
        prose[max(block.start, block.end - _NEAR) : block.end]
        .rstrip(" ”\"'’)")
        .endswith((".", "!", "?", "…", ":", ";"))
    )
    is_name = len(span) < 4 and bool(after) and is_known_name(after[0])
    is_cited = len(span) == 2 and _CITED.match(prose, span.end) is not None
    return is_sentence and not (is_name or is_cited)


def _has_initials(article: Article, name: str) -> bool:
    """Whether words that follow each other in the article have its letters as initials."""
    return any(name.lower() in initials for initials in article.derive(_initials)[len(name) == 2])


def _initials(article: Article) -> tuple[tuple[str, str], tuple[str, str]]:
    """The initials of all words and of all but small ones; then those of capitalised words alone."""
    words = [word for word in _WORD.findall(article.prose) if not (word.isupper() and len(word) > 1)]
    large = [word for word in words if word.lower() not in _SMALL]
    every = ("".join(w[0] for w in words).lower(), "".join(w[0] for w in large).lower())
    names = ("".join(w[0] if w[0].isupper() else " " for w in ws).lower() for ws in (words, large))
    return every, (next(names), next(names))
