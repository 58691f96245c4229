"""What stands in a text for words or figures that were still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk import Article, Span, lazy_pattern
from copydesk_rules.markup.shared.tokens import CODE_SIGNS, Subject, data, visible

__all__ = ["is_field", "placeholders"]

_TK = lazy_pattern(r"TK(?<![\w.-]TK)(?:TK| TK)*(?![\w-])")
_XX = lazy_pattern(r"(?<![\w./-])([$£€]?)(X{2,})((?:[./-]X{2,})*)(?![\w-])")
_UNIT = lazy_pattern(
    r" ?%| (?:per ?cent|percent|million|billion|thousand|years?|months?|weeks?|days?|hours?|people)\b"
)
_PAGE = lazy_pattern(r"\b(?:pages?|pp?\.) $", re.IGNORECASE)
_LOREM = lazy_pattern(r"\blorem +ipsum\b", re.IGNORECASE)
#: Patterns, each with strings of which one stands in whatever it matches: looking for these is faster.
_SIGNS = (
    (r"(?i)\btktk(?:tk)*\b", ("TKTK", "Tktk", "tktk")),
    (
        r"(?i)\bthis is (?:just )?(?:a )?(?:placeholder|dummy|sample) text\b",
        ("laceholder text", "ummy text", "ample text"),
    ),
    (r"\bFIXME\b|(?<!\S)TODO:", ("FIXME", "TODO:")),
    (r"\[email[ \u00a0]protected\]", ("protected]",)),
    (
        r"\[(?:TK|TBD|TBC|TODO|FIXME|PLACEHOLDER)\b[^\[\]\n]{0,80}\]",
        ("[TK", "[TB", "[TODO", "[FIXME", "[PLACEHOLDER"),
    ),
)
#: How whatever `_brackets` matches begins; compiled and tried in no time.
_MAY_BE_BRACKETS = lazy_pattern(r"\[(?:(?i:insert|add) |[^\[\]a-z\n]*[A-Z]{2})")
_TEMPLATE = lazy_pattern(
    r"\{\{[{-]? ?[A-Za-z_$#/][^{}\n]{0,200}\}\}\}?|%%[A-Za-z_]{2,40}%%|<%[=-]? ?[^<>\n]{1,200}%>"
    r"|\*\|[A-Z_:]{2,40}\|\*"
)
_TEMPLATES = lazy_pattern(
    r"\b(?i:templat\w+|Jinja2?|Handlebars|Mustache|Liquid|Twig|Vue|Angular|Hugo|MediaWiki)\b"
    + f"|{CODE_SIGNS}"
)
_FILLERS = lazy_pattern(r"\b(?:placeholder|filler|dummy) (?:text|copy)\b|\btypesett", re.IGNORECASE)
_HERE = (lazy_pattern(r"here\b(?<![A-Za-z]here)"), lazy_pattern(r"HERE\b(?<![A-Z]HERE)"))
_LONGEST = 60
_WORD = lazy_pattern(r"[^\W\d_]+")
_BEFORE = lazy_pattern(r"([^\W\d_]+)[ -]$")
_AFTER = lazy_pattern(r"[ -]([^\W\d_]+)")


def placeholders(article: Article) -> list[Span]:
    """Where they stand, in no order; one may stand within another."""
    text = visible(article)
    found = [*_lorem(article), *_phrases(text)]
    for pattern, signs in _SIGNS:
        if any(sign in text for sign in signs):
            found += (Span(*m.span()) for m in _compiled(pattern).finditer(text))
    if _MAY_BE_BRACKETS.search(text):
        found += (Span(*m.span()) for m in _brackets().finditer(text))
    if article.format != "markdown":
        found += _fields(article, text)
    if "TK" in text or "XX" in text:
        english = visible(article.in_language("en"))
        found += *_tk(english), *_xx(english)
    return found


def is_field(text: str) -> bool:
    """Whether a text is a template's field and nothing else."""
    return _TEMPLATE.fullmatch(text) is not None


@cache
def _brackets() -> re.Pattern[str]:
    """“[INSERT NAME]”, “[insert photo here]”, “[CITY]”."""
    slots, names = "|".join(data("placeholders")["slots"]), "|".join(data("placeholders")["names"]).upper()
    return lazy_pattern(
        rf"\[(?:(?i:insert|add) (?:\w{{1,20}} ){{0,3}}(?i:{slots})(?: here)?"
        r"|(?:INSERT|ADD|ENTER|FILL IN)\b[^\[\]a-z\n]{0,80}"
        r"|[^\[\]a-z\n]{1,60} (?:TO COME|TO FOLLOW|TO BE [A-Z]+|NEEDED|MISSING|HERE|TK|TBC|TBD)\b"
        r"[^\[\]a-z\n]{0,60}"
        rf"|(?:{names})(?: (?:{names})){{0,3}})\]"
    )


_compiled = cache(lazy_pattern)


@cache
def _phrase_before_here() -> re.Pattern[str]:
    """“Caption goes here”, “Insert photo here”, “Your text here”, the last word aside."""
    slots = "|".join(data("placeholders")["slots"])
    return lazy_pattern(
        rf"\b(?:(?:(?:your|the|photo|image|pull|alt|body|link) )?(?:{slots}) (?:goes|to go)"
        rf"|insert (?:your |an? )?(?:\w{{1,20}} )?(?:{slots})"
        r"|your (?:text|content|title|headline)) $",
        re.IGNORECASE,
    )


def _phrases(text: str) -> Iterator[Span]:
    for here in _HERE:
        for match in here.finditer(text):
            before = text[max(0, match.start() - _LONGEST) : match.start()].casefold()
            if not (before.endswith((" goes ", " to go ")) or "insert " in before or "your " in before):
                continue
            phrase = _phrase_before_here().search(text, max(0, match.start() - _LONGEST), match.start())
            if phrase:
                yield Span(phrase.start(), match.end())


def _lorem(article: Article) -> Iterator[Span]:
    text, end = visible(article), 0
    if "orem ipsum" not in text and "OREM IPSUM" not in text:
        return
    filler = data("placeholders")["filler"]
    subject: Subject | None = None
    for match in _LOREM.finditer(text):
        if match.start() < end:
            continue
        end = match.start()
        for word in _WORD.finditer(text, match.start()):
            if word[0].lower() not in filler or "\n" in text[end : word.start()]:
                break
            end = word.end()
        words = text.count(" ", match.start(), end) + 1
        alone = text[match.start() - 1 : match.start()] in ("", "\n") and text[end : end + 1] in ("", "\n")
        if words > 2 or alone:
            subject = subject or Subject(article, _FILLERS)
            if not subject.is_near(end):
                yield Span(match.start(), end)


def _fields(article: Article, text: str) -> Iterator[Span]:
    subject = Subject(article, _TEMPLATES)
    for match in _TEMPLATE.finditer(text):
        if not subject.is_near(match.start()):
            yield Span(*match.span())


def _tk(text: str) -> Iterator[Span]:
    is_defined = "(TK)" in text
    for match in _TK.finditer(text):
        after = text[match.end() : match.end() + 2]
        if len(match[0]) == 2 and (after[1:].isupper() or after[1:].isdigit() or is_defined):
            continue
        yield Span(*match.span())


def _xx(text: str) -> Iterator[Span]:
    words = data("placeholders")
    for match in _XX.finditer(text):
        start, end = match.span()
        before = _BEFORE.search(text, max(0, start - 40), start)
        after = _AFTER.match(text, end)
        neighbours = {m[1].lower() for m in (before, after) if m}
        if (
            "-" in match[3]
            or "." in match[3]
            or neighbours & words["adult"]
            or (before and before[1].lower() in words["numbered"])
        ):
            continue
        missing_number = match[1] or _UNIT.match(text, end) or _PAGE.search(text, max(0, start - 8), start)
        if (
            missing_number
            or "/" in match[3]
            or (len(match[2]) > 2 and text[end : end + 1] not in ("", "\n", ":", "("))
        ):
            yield Span(start, end)
