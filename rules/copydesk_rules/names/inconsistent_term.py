"""`inconsistent-term`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Struct

from copydesk import (
    Article,
    Bad,
    Default,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Named,
    Related,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.names.shared.mentions import begins_sentence, titles
from copydesk_rules.wording.lexicon import is_word

__all__ = ["InconsistentTerm"]

#: The parts of a compound with a hyphen; the hyphen is looked for first.
_BEFORE_HYPHEN = lazy_pattern(r"(?<![\w@#/.’'-])[^\W\d_]{1,24}\Z")
_AFTER_HYPHEN = lazy_pattern(r"-([^\W\d_]{3,24})(?![\w@/’'-])")
#: The name of three, its first letter apart, which is looked for first.
_THREE = lazy_pattern(
    r"[A-Z](?<![\w@#/.’'-].)(?=([a-z]+) ([A-Z][a-z]+) ([A-Za-z][a-z]+)(?![\w@/’'-])(?! [A-Z]))"
)
_STANDS = lazy_pattern(r"(?<![\w@#/.’'-])")
_ENDS = lazy_pattern(r"s?(?![\w@/’'-]|\.\w)")
#: What stands before a capital that no sentence begins with.
_WITHIN = lazy_pattern(r"(?<=[\w,] )")
_NEXT = lazy_pattern(r" ([^\W\d_]+)")
#: Endings of nouns: agents, gerunds, plurals.
_NOUN = lazy_pattern(r"(?:[eo]r|ing|[^s]s)\Z")
#: Signs of code that its author did not mark as such, near a word.
_CODE = lazy_pattern(r"[{}=|\\$<>`─]|\w_\w|\w\(|--\w|\*/")
_NEAR = 40
#: Two forms of a family are one term.
_SURE = 0.95
#: No compound is so long.
_LONG = 40
#: The confidence that "timelock" and "time lock" are one term: one may be a name of a program's.
_JARGON = 0.4
#: How many times as often a form is used that is the article's own.
_CLEARLY = 2


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `inconsistent-term`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Terms that may stand in more than one form; name either form."),
    ] = frozenset()


class _Use(Struct, frozen=True):
    """A term where it stands, and its form: how its parts are joined, or whether it has a capital."""

    form: str
    span: Span


class InconsistentTerm(Rule[Options]):
    """One term stands in two forms in one article.

    "E-mail" in the first paragraph and "email" in the last, "health care" beside "healthcare", the Chatham
    House Rule and the Chatham House rule: each form is some house's style, and two in one article are not.
    The rarer form is reported, once an article with all its places; of two that are equally frequent, the one
    that no dictionary has as one word, or else the later.

    Left alone is what grammar tells apart ("a decision-making body" and "decision making is hard",
    "to set up" and "a setup", "every day" and "everyday"), and what stands in titles, quotations, references,
    code, URLs and handles. A name in two forms is `inconsistent-name`'s. For terms that a house has decided
    on, `house-term` is the surer rule.

    Of a compound that no dictionary has as one word ("timelock", "time lock") the confidence is 0.4, for
    one form may be the name of something in a program: `min-confidence = 0.4` reports it too.

    The fix is not safe: it changes words. It is offered where one form is used twice as often as the other,
    or is one word that a dictionary has; otherwise either may be meant.
    """

    meta = Meta(
        name="inconsistent-term",
        group="names",
        since="0.1",
        summary="“{found}” is “{wanted}” elsewhere in this article.",
        default=Default.OFF,
        severity=Severity.SUGGESTION,
        fix=FixAvailability.SOMETIMES,
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
            "All decision-makers of the port came, those decision-makers in office, and most "
            "⟦decision makers⟧ of the city.",
            fixed="All decision-makers of the port came, those decision-makers in office, and most "
            "decision-makers of the city.",
        ),
        Bad("Both policy makers were there, and most ⟦policy-makers⟧ of the city."),
        Bad(
            "A ⟦business man⟧ paid for it, and a businessman ran it.",
            fixed="A businessman paid for it, and a businessman ran it.",
        ),
        Bad(
            "The talks followed the Green Room Rule. By the Green Room Rule nobody is quoted; "
            "the Green Room ⟦rule⟧ is old.",
            fixed="The talks followed the Green Room Rule. By the Green Room Rule nobody is quoted; "
            "the Green Room Rule is old.",
        ),
        Bad(
            "A website needs a domain. That ⟦web site⟧ has none, and this website two.",
            fixed="A website needs a domain. That website has none, and this website two.",
        ),
        Bad(
            "Over half of ⟦cyber security⟧ is habit. Cybersecurity costs; cybersecurity pays.",
            fixed="Over half of cybersecurity is habit. Cybersecurity costs; cybersecurity pays.",
        ),
        Bad(
            "Nine percent came, ten percent rang, and two ⟦per cent⟧ wrote.",
            fixed="Nine percent came, ten percent rang, and two percent wrote.",
        ),
        Good(
            "A decision-making body met. Decision making is hard, and long-term plans pay in the long term."
        ),
        Good("We set up a stall every day. The setup is an everyday one; to log in you need a login."),
        Good("The decision-making and planning body met, since decision making is slow."),
        Good("The paper wrote: “A website is cheap.” Our web site was not."),
        Good("Visit shop.example/web-site; the website is new, as is `web site`.", format="markdown"),
        Good("The Air Asia jet and AirAsia’s chief are left to another rule."),
        Good("The Supreme Court Justice Ada Moss left. A Supreme Court justice has no term."),
        Good("The diver sank under water. An underwater lamp lit the reef."),
        Good("The types that a body may have are listed under bodymay."),
        Good("He re-signed for a year after he had resigned in May."),
        Good("Send an e-mail, or see the email archive.", options={"allow": ["e-mail"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: dict[Span, Finding] = {}
        for uses in (*_compounds(article), *_capitals(article)):
            forms = Counter(use.form for use in uses)
            if len(forms) < 2 or any(article.text_of(u.span).lower() in self.options.allow for u in uses):
                continue
            uses = [use for use in uses if _is_own_prose(article, use.span)]
            forms = Counter(use.form for use in uses)
            if len(forms) < 2 or ("Capital" in forms and forms["Capital"] < 2 * forms["lower"]):
                continue
            closed = next((article.text_of(use.span).lower() for use in uses if use.form == ""), None)
            is_closed_word = closed is not None and _is_word(closed)
            usual, decided = _usual(forms, is_closed_word=is_closed_word)
            first = next(use for use in uses if use.form == usual)
            for use in uses:
                if use.form != usual:
                    text, model = article.text_of(use.span), article.text_of(first.span)
                    wanted = _reform(text, model)
                    found[use.span] = self.finding(
                        use.span,
                        *([Fix.replace(use.span, wanted)] if decided else []),
                        related=[Related(first.span, f"here it is “{model}”")],
                        repeat=f"{text.lower()} {usual}",
                        confidence=None if closed is None or is_closed_word else _JARGON,
                        found=text,
                        wanted=wanted,
                    )
        yield from sorted(found.values(), key=lambda finding: finding.span)

    def named(self, article: Article) -> Iterator[Named]:
        counts: Counter[str] = Counter()
        prose, vocabulary = article.prose, article.vocabulary
        terms = _terms()
        for text in {text for word in vocabulary.keys() & terms.keys() for text in terms[word]}:
            term = text if text in _families() else text[0].lower() + text[1:]
            for start in _finds(prose, text):
                span = Span(start, start + len(text))
                if (
                    _STANDS.match(prose, start)
                    and _ENDS.match(prose, span.end)
                    and not (text[0].isupper() and text == term and begins_sentence(prose, start))
                    and _is_own_prose(article, span)
                ):
                    counts[term] += 1
        for term, count in counts.items():
            yield Named(term, "term", count)

    def same_name(self, odd: Named, usual: Named) -> float:
        if odd.kind != "term" or usual.kind != "term":
            return 0.0
        return _SURE if _families().get(odd.name) == _families().get(usual.name) else 0.0


def _usual(forms: Counter[str], *, is_closed_word: bool) -> tuple[str, bool]:
    """The form of a term to keep, and whether anything but the order in the article speaks for it.

    Twice the uses speak for a form, and a dictionary for the closed one: "businessman" is never to be
    "business man".
    """
    most = max(forms, key=lambda form: (forms[form], is_closed_word and form == ""))
    if is_closed_word and "" in forms:
        return most, most != " "
    return most, all(forms[most] >= _CLEARLY * n for form, n in forms.items() if form != most)


@cache
def _families() -> dict[str, int]:
    """The terms that houses write in more than one form, each with the number of its family."""
    lines = Path(__file__).with_name("terms.txt").read_text(encoding="utf-8").splitlines()
    families = [line.split(", ") for line in lines if not line.startswith("#")]
    return {term: number for number, forms in enumerate(families) for term in forms}


@cache
def _terms() -> dict[str, list[str]]:
    """The texts of those terms, by their first words: "E-mail" by "E"; "adviser" by "advisers" too."""
    terms: defaultdict[str, list[str]] = defaultdict(list)
    for term in _families():
        for text in {term, term[0].upper() + term[1:]}:
            first = re.split("[ -]", text)[0]
            for word in (first,) if first != text else (first, f"{first}s"):
                terms[word].append(text)
    return dict(terms)


def _finds(prose: str, text: str) -> Iterator[int]:
    at = prose.find(text)
    while at >= 0:
        yield at
        at = prose.find(text, at + len(text))


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        name, *words = line.split()
        lists[name].update(words)
    return {name: frozenset(words) for name, words in lists.items()}


def _is_own_prose(article: Article, span: Span) -> bool:
    """Whether a term stands in sentences of the article's own: in no title, quotation, reference or code."""
    block = article.block_at(span.start)
    if block is None or not block.kind.is_running or article.quotation_at(span):
        return False
    around = Span(max(block.start, span.start - _NEAR), min(block.end, span.end + _NEAR))
    return not (
        _CODE.search(article.prose, *around)
        or article.prose.startswith(("^", "|"), block.start)
        or article.prose[span.start - 1 : span.start] in ("'", "‘", "“")
    )


def _is_word(closed: str) -> bool:
    return closed.isascii() and (is_word(closed) or is_word(closed.removesuffix("s")))


def _reform(text: str, model: str) -> str:
    """A term in the form of another use of it; its own letters, a plural's s among them, are kept."""
    if text.lower() == model.lower():
        return model
    letters = iter(re.sub("[ -]", "", text))
    return "".join(char if char in " -" else next(letters, "") for char in model) + "".join(letters)


def _compounds(article: Article) -> Iterator[list[_Use]]:
    """The uses of each compound of common words that stands closed, with a hyphen, or open."""
    import ahocorasick_rs

    forms: list[tuple[str, str, str]] = []
    for first, second in sorted(_pairs(article)):
        for joint in ("", "-", " "):
            text = first + joint + second
            forms += [(text, joint, first + second), (text[0].upper() + text[1:], joint, first + second)]
    if not forms:
        return
    uses: defaultdict[str, list[_Use]] = defaultdict(list)
    automaton = ahocorasick_rs.AhoCorasick([text for text, _, _ in forms])
    prose = article.prose
    for index, start, end in automaton.find_matches_as_indexes(prose, overlapping=True):
        is_common = prose[start].islower() or not _WITHIN.match(prose, start)
        if is_common and _STANDS.match(prose, start) and (plural := _ENDS.match(prose, end)):
            _, joint, key = forms[index]
            uses[key].append(_Use(joint, Span(start, plural.end())))
    for found in uses.values():
        found.sort(key=lambda use: use.span)
        yield found if any(use.form == "" for use in found) else [u for u in found if _heads(article, u.span)]


def _pairs(article: Article) -> Iterator[tuple[str, str]]:
    """The two parts of each compound that may stand in more than one form, in lower case, in the singular."""
    lists, vocabulary = _lists(), article.vocabulary
    separate = lists["apart"] | lists["particles"]

    def may_be_open(first: str, second: str) -> bool:
        return first not in lists["apart"] and second not in separate

    words = {word.lower().removesuffix("s") for word in vocabulary if 5 < len(word) < _LONG}
    for first, second in _hyphenated(article.prose):
        first, second = first.lower(), second.lower().removesuffix("s")
        if first in ("re", "un"):
            continue
        is_open = len(first) > 2 and vocabulary[first] and (vocabulary[second] or vocabulary[f"{second}s"])
        if first + second in words or len(first) == 1 or (is_open and may_be_open(first, second)):
            yield first, second
    for word in words:
        for at in range(3, len(word) - 2):
            first, second = word[:at], word[at:]
            stand = first in vocabulary and (second in vocabulary or f"{second}s" in vocabulary)
            if stand and may_be_open(first, second):
                yield first, second


def _hyphenated(prose: str) -> set[tuple[str, str]]:
    """The two parts of each word with a hyphen."""
    found: set[tuple[str, str]] = set()
    for match in _AFTER_HYPHEN.finditer(prose):
        at = match.start()
        if first := _BEFORE_HYPHEN.search(prose, max(0, at - 24), at):
            found.add((first[0], match[1]))
    return found


def _heads(article: Article, span: Span) -> bool:
    """Whether a compound is the noun itself, as "decision makers" is, and modifies no other."""
    if not _NOUN.search(text := article.text_of(span)):
        return False
    following = _NEXT.match(article.prose, span.end)
    if following is None or following[1] in _lists()["after"]:
        return True
    # "Decision-making and planning bodies" modifies; "policy-makers and voters" does not.
    return following[1] in ("and", "or") and not text.endswith("ing")


def _capitals(article: Article) -> Iterator[list[_Use]]:
    """The uses of the last word of each name of three, with a capital and without."""
    uses: defaultdict[tuple[str, str, str], list[_Use]] = defaultdict(list)
    for match in _THREE.finditer(article.prose):
        rest, two, three = match.groups()
        if three.capitalize() in titles():
            continue  # a title before a name, and the same behind it
        uses[match[0] + rest, two, three.lower()].append(
            _Use("Capital" if three[0].isupper() else "lower", Span(*match.span(3)))
        )
    yield from uses.values()
