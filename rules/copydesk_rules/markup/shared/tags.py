"""Tags, comments, style sheets, scripts and bare CSS that a reader of the article would see."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from copydesk import Article, lazy_pattern
from copydesk_rules.markup.shared.foreign import BUILDER_OR_WORD, OFFICE_NAME
from copydesk_rules.markup.shared.tokens import CODE_SIGNS, MARKUP, SHORTCODE, Subject, Token, data, visible

__all__ = ["tags"]

#: A tag or the start of a longer construct. Group 1: the name of a tag, 2: its attributes.
_OPEN = lazy_pattern(
    r"<!--|<!\[(?:CDATA\[|if\b|endif\b)|<(?:!DOCTYPE|\?xml)\b"
    r"|<(/?[A-Za-z][\w:-]{0,40})((?:\s(?:\"[^\"\n]{0,2000}\"|[^<>\n]){0,2000}+)?/?)>"
    r"|&lt;(/?[A-Za-z][\w:-]{0,40})((?:\s(?:[^<>&\n]|&(?![lg]t;)){0,1000}+)?/?)&gt;"
)
#: What ends a longer construct, by its first letters.
_ENDS = {"<!--": "-->", "<![C": "]]>", "<![i": "]>", "<![e": "]>", "<!DO": ">", "<?xm": "?>"}
_RAW = ("style", "script")
_CLOSE = lazy_pattern(r"(?:<|&lt;)/(\w{1,40})")
_CLOSE_RAW = lazy_pattern(r"</(?:style|script)\s*>", re.IGNORECASE)
_CODE = lazy_pattern(r"[<>{};=]|^\s*(?://|/?\*)")
_LINE = lazy_pattern(r"[^\n]+")
_ATTRIBUTES = lazy_pattern(r"\s+[\w:@.-]+\s*=|\s*/?$")
#: The comments of WordPress, Ghost, Drupal, Divi, Beaver Builder and Elementor.
_CMS = lazy_pattern(
    r"<!--\s*(?:/?wp:|more\b|nextpage|noteaser|kg-card|break\b|pagebreak|/?divi:|/?et_pb|/?fl-builder|/?elementor)"
)
#: What Word puts before a pasted text.
_WORD_HEADER = lazy_pattern(
    r"Normal(?:\.dotm)?(?:\s\d{1,5}){1,8}(?:\s(?:false|true|[A-Z]{2}-[A-Z]{2}|X-NONE|MicrosoftInternetExplorer4)){2,20}"
)
_PROPERTY = (
    "align|animation|background|border|bottom|box|clear|color|cursor|display|fill|flex|float|font|grid|height|"
    "justify|left|letter|line|list|margin|max|min|mso|opacity|outline|overflow|padding|page|position|right|size|"
    "tab|text|top|transform|transition|vertical|visibility|white|width|word|z"
)
_DECLARATIONS = lazy_pattern(
    rf"\{{(?:\s*-?(?:{_PROPERTY})(?:-[a-z-]{{1,40}}+)?\s*:[^{{}};\n]{{1,200}}+(?:;|(?=\}})))+\s*\}}"
)
#: The part of a selector between spaces; a bare word has to be an element.
_SELECTOR = lazy_pattern(
    r"(?:(?P<word>[a-z][a-z0-9]*)|\*)?(?:[.#]-?[A-Za-z_][\w-]*|::?[a-z-]+(?:\([^()\s]*\))?|\[[^\]\s]*\])*"
    r"(?:[,>+~]\S*)?"
)
_AT_RULE = lazy_pattern(r"@(?:media|supports|import|font-face|charset|keyframes)\b[^{};\n<]{0,200}+[{;]")
_ANY_TAG = lazy_pattern(r"<[^<>]*>|-->")
_CSS_COMMENT = lazy_pattern(r"/\*[^*\n]{0,200}\*/\s*$")
#: Scripts of advertisements and statistics without their tags: a block that is nothing else.
_SCRIPT = lazy_pattern(
    r"^(?:(?:var |window\.)[\w.$]+ = (?:window\.)?[\w.$]+ \|\| [\[{(]|\(\w+ = window\.\w+ \|\| \[\]\)"
    r"|googletag\.\w+\."
    r"|!?\(?function ?\([\w, ]*\) ?\{|\$\(document\)|jQuery\()",
    re.MULTILINE,
)
_SUBJECT = lazy_pattern(
    rf"\b(?:X?HTML5?|CSS[23]?|JavaScript|XML|HTTP|PHP|Markdown|stylesheets?)\b|{CODE_SIGNS}"
)
_SUBJECTS = {MARKUP: _SUBJECT, SHORTCODE: lazy_pattern(r"\bGutenberg\b|\b[Bb]lock editor\b|\bHTML comment")}
#: “the <p> tag”, “das <p>-Tag”, “la balise <p>”.
_CALLED_TAG = lazy_pattern(r"[ -](?:[Tt]ags?\b|elements?\b|attribut|marker)|tags?\b")
_TAG_CALLED = lazy_pattern(r"(?:tags?|elements?|balises?|etiquetas?|elementos?) $", re.IGNORECASE)
_QUOTES = "“\"‘'`«„([", "”\"’'`»“)]"
_BREAKS = ("br", "hr", "p", "wbr")


@cache
def _elements() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    lists = data("elements")
    return lists["plain"], lists["like_words"], lists["inline"]


def tags(article: Article) -> list[Token]:
    """The tokens of markup, unless the article is about markup."""
    text = visible(article)
    found = [*_markup(text), *_css(text), *_scripts(text)]
    sure = [token for token in found if BUILDER_OR_WORD.search(text, token.start, token.end)]
    known = {token.start for token in sure}
    subjects = {rule: Subject(article, words, found) for rule, words in _SUBJECTS.items()}
    sure += (t for t in found if t.start not in known and not subjects[t.rule].is_near(t.start, before=1))
    sure += (Token(*m.span(), MARKUP) for m in _WORD_HEADER.finditer(text))
    return sure


def _markup(text: str) -> Iterator[Token]:
    closes = {m[1].lower(): m.start() for m in _CLOSE.finditer(text)}
    raw_ends = [m.span() for m in _CLOSE_RAW.finditer(text)]
    ahead = _Ahead(text)
    at = 0
    while match := _OPEN.search(text, at):
        start, at = match.span()
        name, attributes = match[1] or match[3], match[2] or match[4] or ""
        if name is None:
            key = text[start : start + 4]
            end = ahead.find(_ENDS[key], at) + len(_ENDS[key])
            at = _through(text, start, end if end <= ahead.find(key, at) else len(text) + 1)
            yield Token(start, at, SHORTCODE if _CMS.match(text, start) else MARKUP)
        elif name.lower() in _RAW and closes.get(name.lower(), -1) > start:
            closer = bisect_left(raw_ends, (at, at))
            end = raw_ends[closer][1] if closer < len(raw_ends) else len(text) + 1
            end = end if end <= ahead.find("<" + name, at) else len(text) + 1
            at = max(at, _through(text, start, end))
            if not _is_mention(text, start, at):
                yield Token(start, at, MARKUP)
        elif _is_tag(text, match, name, attributes, closes):
            bare = name.strip("/").lower()
            glue = "" if bare in _elements()[2] or ":" in bare else " "
            yield Token(start, at, MARKUP, glue)


class _Ahead:
    """Finds the next of a string from places that only move forward; a text is searched once for each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}

    def find(self, what: str, at: int) -> int:
        """Where it stands next; behind the text where it does not."""
        if self._next.get(what, -1) < at:
            found = self._text.find(what, at)
            self._next[what] = found if found >= 0 else len(self._text)
        return self._next[what]


def _through(text: str, start: int, end: int) -> int:
    """Where a construct ends: at `end`, or with its block where that is behind the text or behind prose."""
    line = text.find("\n", start)
    line = len(text) if line < 0 else line
    if end <= line:
        return end
    if end > len(text):
        return line
    for crossed in _LINE.finditer(text, line, end):
        if not _CODE.search(crossed[0]) and crossed[0].count(" ") > 2:
            return line
    return end


def _is_tag(text: str, match: re.Match[str], name: str, attributes: str, closes: dict[str, int]) -> bool:
    """Whether what stands in angle brackets is a leftover tag, and not a word or a tag that is spoken of."""
    if OFFICE_NAME.match(name):
        return True
    start, end = match.span()
    closing, bare = name.startswith("/"), name.strip("/").lower()
    plain, like_words, _ = _elements()
    custom = "-" in bare and "=" in attributes
    if not (bare in plain or bare in like_words or custom) or not (name.islower() or name.isupper()):
        return False
    if not _ATTRIBUTES.match(attributes) or _is_mention(text, start, end):
        return False
    if "=" in attributes:
        return True
    has_partner = closing or closes.get(bare, -1) > start
    before, after = text[start - 1 : start].strip(), text[end : end + 1].strip()
    if (bare in like_words or (len(name) == 1 and before.isalnum())) and not has_partner:
        return False
    if bare in _BREAKS or before or (after and after not in ".,;:!?"):
        return True
    # It stands between spaces, as a word does.
    first, last = text[start - 1 : start] in ("", "\n"), text[end : end + 1] in ("", "\n")
    following = text[end + 1 : end + 2]
    return (
        last or text[start - 2 : start - 1] == ">" or following == "<" or (first and not following.islower())
    )


def _is_mention(text: str, start: int, end: int) -> bool:
    """Whether a tag is quoted, or called one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and after and before in _QUOTES[0] and after in _QUOTES[1]:
        return True
    return (
        _CALLED_TAG.match(text, end) is not None
        or _TAG_CALLED.search(text, max(0, start - 12), start) is not None
    )


def _css(text: str) -> Iterator[Token]:
    if "{" not in text:
        return
    for match in _AT_RULE.finditer(text):
        yield Token(*match.span(), MARKUP)
    for match in _DECLARATIONS.finditer(text):
        start = _selector_start(text, match.start())
        if start < match.start():
            yield Token(start, match.end(), MARKUP)


def _selector_start(text: str, brace: int) -> int:
    """Where the selector begins that stands before a brace."""
    plain, like_words, _ = _elements()
    low = max(0, brace - 400)
    low = max(
        low,
        *(text.rfind(c, low, brace) + 1 for c in "\n{};"),
        *(m.end() for m in _ANY_TAG.finditer(text, low, brace)),
    )
    start = brace
    for match in reversed(list(re.finditer(r"\S+", text[low:brace]))):
        part = _SELECTOR.fullmatch(match[0])
        if part is None or (part["word"] and part["word"] not in plain and part["word"] not in like_words):
            break
        start = low + match.start()
    comment = _CSS_COMMENT.search(text, max(0, start - 210), start)
    return comment.start() if comment else start


def _scripts(text: str) -> Iterator[Token]:
    for match in _SCRIPT.finditer(text):
        line = text.find("\n", match.end())
        end = len(text) if line < 0 else line
        if text[end - 1] in ";)}":
            yield Token(match.start(), end, MARKUP)
