"""`missing-article`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import structs

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    Rule,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.wording.deep.package import is_installed
from copydesk_rules.wording.edits import fix_of, phrase_of, provenance, usual_edits
from copydesk_rules.wording.grammar.frames import load_frames
from copydesk_rules.wording.shared.indefinite import article_for

__all__ = ["MissingArticle"]

_BE = r"(?:is|was|be|been|being|are|were|isn['’]t|wasn['’]t|it['’]s|that['’]s|became|becomes?)"
_HAVE = r"(?:have|has|had|having|hasn['’]t|haven['’]t)"
_VERB = rf"(?:{_BE}|{_HAVE}|takes?|took|makes?|made|gets?|got|offers?|offered|sees?|saw|seen|used?|uses)"
_IN = r"(?:by|with|for|from|about|to|of|in|after|on)"
_BIG = r"(?:huge|large|great|big|small|significant|considerable|wide|vast|enormous|massive|substantial)"
_GOOD = r"(?:great|good|bad|perfect|wonderful|brilliant|excellent|terrible|fantastic|nice|easy|simple|useful)"
_KEY = r"(?:big|huge|key|major|important|significant|crucial|central|vital|critical|leading|pivotal|minor)"
#: What may follow a name that stands by itself, and not before a noun that it describes.
_END = (
    r"(?= *[.,;:!?)”\"]"
    r"| (?:and|or|but|in|on|at|to|for|from|by|with|is|was|are|were|has|had|have|who|which|that|as)\b)"
)
#: Nouns; a phrase with the noun as {} and the place for an article as ^; the article, “a” for “an” too.
_FRAMES = (
    (
        "amount|number|range|variety|handful|proportion|series|array|chunk",
        f"(?:{_VERB}|{_IN}) ^{_BIG} {{}} of",
        "a",
    ),
    ("lot|handful|bunch|couple|plethora", f"(?:{_BE}|{_HAVE}|{_IN}) ^{{}} of", "a"),
    ("deal", f"(?:{_VERB}|{_IN}) ^(?:great|good) {{}} of", "a"),
    ("majority", f"(?:{_BE}|{_HAVE}|{_IN}) ^(?:vast|overwhelming|great) {{}} of", "the"),
    (
        "way|idea|place|opportunity|chance",
        f"{_BE} (?:(?:also|always|still) )?^(?:(?:really|very) )?{_GOOD} {{}} to",
        "a",
    ),
    (
        "person|man|woman|country|city|company|team|player|state|president",
        f"{_BE} ^(?:first|last|only|youngest|oldest) {{}} to",
        "the",
    ),
    ("role|part", f"play(?:s|ed|ing)? ^(?:(?:very|increasingly) )?{_KEY} {{}} in", "a"),
    ("impact", f"{_HAVE} ^(?:huge|big|massive|major|profound) {{}} on", "a"),
    ("long time|short time|long period|short period|long while|short while", "for ^(?:very )?{}", "a"),
    ("look", "(?:takes?|took|taking|taken|have|had) ^(?:(?:closer|quick|good|hard|fresh) )?{} at", "a"),
    ("result", "as ^(?:direct )?{} of", "a"),
    ("middle|wake|aftermath|process|midst", "in ^{} of", "the"),
    ("meantime", "in ^{}", "the"),
    ("same time", "at ^{}", "the"),
    ("other hand", "on ^{}", "the"),
    ("help", "with ^{} of", "the"),
    ("basis", "on ^{} of", "the"),
    (
        "United States|United Kingdom|Netherlands|Philippines|European Union|Czech Republic|White House",
        f"(?:in|from|to|across|throughout|within|by|with) ^{{}}{_END}",
        "the",
    ),
)
_FOLLOWING = lazy_pattern(r"\{\}( \w+)$")
#: How far a phrase reaches on either side of its noun.
_BEFORE, _AFTER = 60, 40


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `missing-article`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Phrases that do without an article, as “with help of”, in lower case."),
    ] = frozenset()


class MissingArticle(Rule[Options]):
    """Finds a phrase that an English sentence cannot have without “a” or “the”.

    “There has been huge amount of talk”: the article fell out, and every reader trips. Only phrases that
    leave no doubt are looked for: a measure (*been huge number of*), a set phrase (*as result of*, *at same
    time*, *for long time*), a few predicates (*is great way to*, *was first person to*, *played key role
    in*), names that take “the” (*in United States*), and a noun that is always counted (*has new student*).

    Left alone are headlines, headings, captions and tables, which do without articles by custom.

    The fix puts a word in, so it is not safe: another word may have been meant.
    """

    meta = Meta(
        name="missing-article",
        group="wording",
        since="0.1",
        summary="“{article}” seems to be missing: “{phrase}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
    )
    examples = (
        Bad(
            "There has ⟦been huge amount of⟧ interest in the house.",
            fixed="There has been a huge amount of interest in the house.",
        ),
        Bad(
            "They met an agent ⟦with enormous range of⟧ gifts.",
            fixed="They met an agent with an enormous range of gifts.",
        ),
        Bad("It ⟦is great way to⟧ spend a Sunday.", fixed="It is a great way to spend a Sunday."),
        Bad("She ⟦was first woman to⟧ lead the club.", fixed="She was the first woman to lead the club."),
        Bad("The canal ⟦played key role in⟧ the war.", fixed="The canal played a key role in the war."),
        Bad("The mill stood empty ⟦for long time⟧.", fixed="The mill stood empty for a long time."),
        Bad("He was ill ⟦as result of⟧ the spill.", fixed="He was ill as a result of the spill."),
        Bad(
            "She studied ⟦in United States⟧ and Canada.", fixed="She studied in the United States and Canada."
        ),
        Bad("The town does not ⟦have swimming pool⟧.", fixed="The town does not have a swimming pool."),
        Bad("The barns stand ⟦in same street⟧.", fixed="The barns stand in the same street."),
        Good("She has faith, has given rise to talk, and had breakfast at once."),
        Bad("“There hasn’t ⟦been huge amount of⟧ debate,” she said."),
        Good("There has been a huge amount of interest, in large part thanks to small amounts of money."),
        Good("The agency was first to report it, and played important roles in the rescue."),
        Good("Officials in United States courts and by United States Steel said so."),
        Good("For long periods the mill stood empty, and for long time series are scarce."),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        automaton, frames = _cues()
        found: list[Span] = []
        prose = article.prose
        for cue, start, end in automaton.find_matches_as_indexes(prose):
            for frame in frames[cue]:
                match = _pattern(frame).search(prose, max(0, start - _BEFORE), end + _AFTER)
                if match is None or not match.start() <= start < match.end():
                    continue
                block = article.block_at(start)
                if block is None or not block.kind.is_running or match[0].lower() in self.options.allow:
                    continue
                at, article_ = match.start("at"), _FRAMES[frame][2]
                word = article_for(prose[at:end].split()[0]) or "a" if article_ == "a" else article_
                found.append(Span(*match.span()))
                yield self.finding(
                    match.span(),
                    Fix(f"Insert “{word}”", (Edit(Span(at - 1, at - 1), f" {word}"),)),
                    article=word,
                    phrase=f"{prose[match.start() : at]}{word} {prose[at : match.end()]}",
                )
        for framed in load_frames("missing_article").find(article):
            found.append(framed.span)
            if article.text[slice(*framed.span)].lower() not in self.options.allow:
                yield self.finding(
                    framed.span,
                    Fix(f"Insert “{framed.word}”", framed.edits),
                    article=framed.word,
                    phrase=framed.meant,
                )
        yield from self._usual(article, found)

    def _usual(self, article: Article, found: Collection[Span]) -> Iterator[Finding]:
        """Where an article usually stands."""
        for edit in usual_edits(article, "missing", beside=found, deep=self.deep):
            if (
                edit.meant not in ("a", "an", "the")
                or article.text[slice(*edit.context)].lower() in self.options.allow
            ):
                continue
            if edit.meant != "the":
                following = article.text[edit.span.end : edit.context.end].split()[0]
                edit = structs.replace(edit, meant=article_for(following) or "a")
            yield self.finding(
                edit.context,
                fix_of(article, edit),
                article=edit.meant,
                phrase=phrase_of(article, edit),
                **provenance(edit),
            )


@cache
def _cues() -> tuple[Any, list[list[int]]]:
    """An automaton that finds the nouns with the word behind them, and the indexes of the frames of each."""
    from ahocorasick_rs import AhoCorasick

    frames: dict[str, list[int]] = {}
    for index, (nouns, phrase, _) in enumerate(_FRAMES):
        following = _FOLLOWING.search(phrase)
        for noun in nouns.split("|"):
            frames.setdefault(f" {noun}{following[1] if following else ''}", []).append(index)
    return AhoCorasick(list(frames)), list(frames.values())


@cache
def _pattern(frame: int) -> re.Pattern[str]:
    nouns, phrase, _ = _FRAMES[frame]
    body = phrase.replace("^", "(?P<at>)").replace("{}", f"(?:{nouns})")
    return lazy_pattern(rf"(?<![\w'’-]){body}(?![\w-]| series\b)")
