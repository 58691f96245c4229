"""`inconsistent-term`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Kind,
    Meta,
    Related,
    Rule,
    Severity,
    Span,
)

__all__ = ["InconsistentTerm"]

_WORD = re.compile(r"(?<![\w@#/.’'-])[^\W\d_]+(?:-[^\W\d_]+)*(?![\w@/’'-])(?!\.\w)")
#: Endings of nouns: agents, gerunds, plurals.
_NOUN = re.compile(r"(?:[eo]r|ing|[^s]s)\Z")
_TITLES = (Kind.HEADLINE, Kind.HEADING, Kind.TABLE_CELL)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `inconsistent-term`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Terms that may stand in more than one form; name either form."),
    ] = frozenset()


class _Word(NamedTuple):
    text: str
    span: Span
    joined: bool  #: a single space is all that stands between it and the word before


class _Use(NamedTuple):
    """A term where it stands, and its form: how its parts are joined, or whether it has a capital."""

    form: str
    span: Span


class InconsistentTerm(Rule[Options]):
    """One term stands in two forms in one article.

    "E-mail" in the first paragraph and "email" in the last, "health care" beside "healthcare", "on Twitter"
    and "on twitter", the Chatham House Rule and the Chatham House rule: each form is some house's style, and
    two in one article are not. The rarer form is reported; of two that are equally frequent, the later.

    Left alone is what grammar tells apart ("a decision-making body" and "decision making is hard",
    "to set up" and "a setup", "every day" and "everyday"), the capitals of titles, and what stands in URLs
    and handles. For terms that a house has decided on, `house-term` is the surer rule.

    The fix is not safe: it changes words.
    """

    meta = Meta(
        name="inconsistent-term",
        group="names",
        since="0.1",
        summary="“{found}” is “{wanted}” elsewhere in this article.",
        severity=Severity.SUGGESTION,
        fix=FixAvailability.ALWAYS,
        default=Default.OFF,
        language="en",
    )
    examples = (
        Bad(
            "Send an e-mail to the desk. Every e-mail is read; an ⟦email⟧ without a name is not.",
            fixed="Send an e-mail to the desk. Every e-mail is read; an e-mail without a name is not.",
        ),
        Bad(
            "Spending on healthcare rose. Rural healthcare lags; ⟦health care⟧ for the old costs most.",
            fixed="Spending on healthcare rose. Rural healthcare lags; healthcare for the old costs most.",
        ),
        Bad(
            "Both decision-makers were there, and most ⟦decision makers⟧ of the city.",
            fixed="Both decision-makers were there, and most decision-makers of the city.",
        ),
        Bad(
            "The talks followed the Green Room Rule. By the Green Room Rule nobody is quoted; "
            "the Green Room ⟦rule⟧ is old.",
            fixed="The talks followed the Green Room Rule. By the Green Room Rule nobody is quoted; "
            "the Green Room Rule is old.",
        ),
        Bad(
            "She posts on Twitter. What is on Twitter stays; most of us saw it on ⟦twitter⟧.",
            fixed="She posts on Twitter. What is on Twitter stays; most of us saw it on Twitter.",
        ),
        Good(
            "A decision-making body met. Decision making is hard, and long-term plans pay in the long term."
        ),
        Good("We set up a stall every day. The setup is an everyday one; to log in you need a login."),
        Good("He re-signed for a year after he had resigned in May."),
        Good("Send an e-mail, or see the email archive.", options={"allow": ["e-mail"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: dict[Span, Finding] = {}
        words = list(_words(article.prose))
        for uses in (*_compounds(article, words), *_capitals(article, words)):
            forms = Counter(use.form for use in uses)
            if len(forms) < 2 or any(article.text_of(u.span).lower() in self.options.allow for u in uses):
                continue
            usual = max(forms, key=lambda form: forms[form])  # of equals, the first in the article
            first = next(use for use in uses if use.form == usual)
            for use in uses:
                if use.form != usual:
                    text, model = article.text_of(use.span), article.text_of(first.span)
                    wanted = _reform(text, model)
                    found[use.span] = self.finding(
                        use.span,
                        Fix.replace(use.span, wanted),
                        related=[Related(first.span, f"here it is “{model}”")],
                        found=text,
                        wanted=wanted,
                    )
        yield from sorted(found.values(), key=lambda finding: finding.span)


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        lists[name].update(words)
    return {name: frozenset(words) for name, words in lists.items()}


def _words(prose: str) -> Iterator[_Word]:
    end = -1
    for match in _WORD.finditer(prose):
        yield _Word(match[0], Span(*match.span()), match.start() == end + 1 and prose[end] == " ")
        end = match.end()


def _reform(text: str, model: str) -> str:
    """A term in the form of another use of it; its own letters, a plural's s among them, are kept."""
    if text.lower() == model.lower():
        return model
    letters = iter(re.sub("[ -]", "", text))
    return "".join(char if char in " -" else next(letters, "") for char in model) + "".join(letters)


def _key(text: str) -> str:
    return text.lower().replace("-", "").removesuffix("s")


def _compounds(article: Article, words: list[_Word]) -> Iterator[list[_Use]]:
    """The uses of each compound that stands closed, with a hyphen, or open."""
    lists = _lists()
    closed = {_key(word.text) for word in words}
    uses: defaultdict[str, list[_Use]] = defaultdict(list)
    for word in words:
        first, *others = word.text.lower().split("-")
        if len(others) == 1 and len(others[0]) > 2 and first not in ("re", "un"):
            uses[_key(word.text)].append(_Use("-", word.span))
    for a, b in pairwise(words):
        if not b.joined or (key := _key(a.text + b.text)) not in closed or "-" in a.text + b.text:
            continue
        alone = a.text.lower() in lists["apart"] or b.text.lower() in lists["particles"]
        if not alone and min(len(a.text), len(b.text)) > 2:
            uses[key].append(_Use(" ", Span(a.span.start, b.span.end)))
    for word in words:
        if "-" not in word.text and (key := _key(word.text)) in uses:
            uses[key].append(_Use("", word.span))
    for found in uses.values():
        if not any(use.form == "" for use in found):
            found = [use for use in found if _heads(article, use.span)]
        yield sorted(found, key=lambda use: use.span)


def _heads(article: Article, span: Span) -> bool:
    """Whether a compound is the noun itself, as "decision makers" is, and modifies no other."""
    text = article.text_of(span)
    following = _WORD.match(article.prose, span.end + 1)
    ends = following is None or article.prose[span.end] != " " or following[0] in _lists()["after"]
    return ends and _NOUN.search(text) is not None


def _capitals(article: Article, words: list[_Word]) -> Iterator[list[_Use]]:
    """The uses of each name that stands with a capital and without, where no capital is due otherwise."""
    bare = _lists()["bare"]
    uses: defaultdict[tuple[str, ...], list[_Use]] = defaultdict(list)
    for i, (word, then) in enumerate(zip_longest(words, words[1:])):
        if not word.joined or (then and then.joined and then.text[0].isupper()) or word.text.isupper():
            continue
        form = "Capital" if word.text[0].isupper() else "lower"
        before = words[i - 1].text
        if before in bare and len(word.text) > 3 and (form == "Capital" or _ends_phrase(then)):
            uses[word.text.lower(),].append(_Use(form, word.span))
        elif i > 1 and words[i - 1].joined and before.istitle() and words[i - 2].text.istitle():
            uses[words[i - 2].text, before, word.text.lower()].append(_Use(form, word.span))
    for key, found in uses.items():
        in_titles = (article.block_at(use.span.start) for use in found)
        found = [u for u, block in zip(found, in_titles, strict=True) if block and block.kind not in _TITLES]
        if len(key) > 1 or sum(use.form == "Capital" for use in found) > 1:
            yield found


def _ends_phrase(then: _Word | None) -> bool:
    return then is None or not then.joined or then.text in _lists()["after"]
