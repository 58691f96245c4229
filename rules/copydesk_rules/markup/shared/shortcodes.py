"""Shortcodes and tokens that a CMS would have replaced, standing where a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk import MASK, Article, lazy_pattern
from copydesk_rules.markup.shared.tokens import SHORTCODE, Subject, Token, data, visible

__all__ = ["shortcodes"]

_QUOTE = "\"'“”„″′’‘«»"
#: Group 1: a slash, 2: the name, 3: the attributes, 4: the closing bracket, which may have been lost.
_SHORTCODE = lazy_pattern(
    r"\[(/?)([A-Za-z][A-Za-z0-9_-]{0,60})((?:[ =](?:\"[^\"\n]{0,5000}\"|[^\[\]\n]){0,5000}+)?/?)(\]?)"
)
_PAIRS = lazy_pattern(
    rf"(?:\s+[\w:-]+\s?=\s?(?:\"[^\"\n]*+\"|[{_QUOTE}][^{_QUOTE}\n]*+[{_QUOTE}]+|[^\s{_QUOTE}\]]++))+\s*/?\s*"
)
_QUOTED = lazy_pattern(rf"=\s?[{_QUOTE}]")
_ASSIGNMENT = lazy_pattern(r"\s[\w-]+=\S")
#: What stands between the halves of a pair that nobody wrote to be read.
_NOTHING = lazy_pattern(rf"(?:https?://[^\s\[]+|{MASK}|\s)*+")
_DRUPAL = lazy_pattern(r"\[([a-z_-]+):[a-z][a-z_-]*(?::[a-z0-9_-]+)*\]")
_DRUPAL_MEDIA = "[[{", "}]]"
#: Hugo’s shortcodes and Liquid’s, Jinja’s and Twig’s statements.
_TEMPLATE = lazy_pattern(r"\{\{[<%] ?[^{}\n]{1,500} ?[>%]\}\}|\{%-? ?\w[^{}\n]{0,500}%\}")
_SUBJECT = lazy_pattern(
    r"\b(?:[Ss]hort-?codes?|BBCode|Gutenberg blocks?|Jinja2|(?:Jinja|Twig|Liquid) (?:tag|template)s?)\b"
)


def shortcodes(article: Article) -> Iterator[Token]:
    """The tokens of shortcodes, unless the article is about them."""
    text = visible(article)
    found = [*_bracketed(text), *_drupal(text)]
    if article.format == "plain":
        found += (Token(*m.span(), SHORTCODE) for m in _TEMPLATE.finditer(text))
    subject = Subject(article, _SUBJECT, found)
    return (token for token in found if not subject.is_near(token.start, before=1))


def _bracketed(text: str) -> Iterator[Token]:
    matches = list(_SHORTCODE.finditer(text))
    closers = {m[2]: m.start() for m in matches if m[1] and m[4]}
    opened: set[str] = set()
    for i, match in enumerate(matches):
        name = match[2]
        if match[1]:
            if match[4] and not match[3].strip() and (name in opened or _is_builders(name)):
                yield Token(*match.span(), SHORTCODE, _glue(name))
        elif end := _end(text, matches, i, closers):
            opened.add(name)
            yield Token(match.start(), end, SHORTCODE, _glue(name), known=_is_known(name))


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(data("shortcodes")["prefixes"])


def _is_builders(name: str) -> bool:
    return name.startswith(_prefixes()) or name in data("shortcodes")["names"]


def _glue(name: str) -> str:
    return "" if name in data("shortcodes")["bbcode"] else " "


def _is_known(name: str) -> bool:
    return _is_builders(name) or any(name in names for names in data("shortcodes").values())


def _end(text: str, matches: list[re.Match[str]], i: int, closers: dict[str, int]) -> int:
    """Where the opening shortcode ends; 0 where it is none."""
    match = matches[i]
    name, attributes, closed = match[2], match[3], match[4]
    lists = data("shortcodes")
    if not closed:
        pairs = _PAIRS.match(text, match.end(2)) if _is_builders(name) else None
        return pairs.end() if pairs else 0
    if _is_builders(name):
        return match.end()
    if not attributes.strip(" /"):
        return match.end() if _is_bare(text, matches, i, closers) else 0
    pairs = _PAIRS.fullmatch(attributes)
    if pairs and _QUOTED.search(attributes):
        return match.end()
    if name in lists["with_attributes"] and _ASSIGNMENT.search(attributes):
        return match.end()
    if attributes.startswith("=") and name in lists["bbcode"] and closers.get(name, -1) > match.start():
        return match.end()
    return 0


def _is_bare(text: str, matches: list[re.Match[str]], i: int, closers: dict[str, int]) -> bool:
    """Whether a lone name in brackets is a shortcode: by its partner, or as a paragraph of its own."""
    match = matches[i]
    name, end = match[2], match.end()
    lists = data("shortcodes")
    if closers.get(name, -1) > end:
        if name in lists["bbcode"] or name in lists["like_words"]:
            return True
        return _encloses_nothing(text, matches, i)
    alone = text[match.start() - 1 : match.start()] in ("", "\n") and text[end : end + 1] in ("", "\n")
    return alone and name in lists["like_words"]


def _encloses_nothing(text: str, matches: list[re.Match[str]], i: int) -> bool:
    """Whether no words stand between a name and its partner, other brackets aside."""
    end = matches[i].end()
    for inner in matches[i + 1 : i + 20]:
        if not _NOTHING.fullmatch(text, end, inner.start()):
            return False
        if inner[1] and inner[2] == matches[i][2]:
            return True
        end = inner.end()
    return False


def _drupal(text: str) -> Iterator[Token]:
    objects = data("shortcodes")["drupal"]
    for match in _DRUPAL.finditer(text):
        if match[1] in objects:
            yield Token(*match.span(), SHORTCODE)
    opening, closing = _DRUPAL_MEDIA
    at, last = text.find(opening), text.rfind(closing)
    while 0 <= at < last:
        end = text.find(closing, at) + len(closing)
        yield Token(at, end, SHORTCODE)
        at = text.find(opening, end)
