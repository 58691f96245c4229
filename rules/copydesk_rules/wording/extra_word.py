"""`extra-word`: the frames in `grammar/extra_word.txt` are what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Severity, Span
from copydesk_rules.wording.deep.package import is_installed
from copydesk_rules.wording.edits import fix_of, provenance, usual_edits
from copydesk_rules.wording.grammar.frames import load_frames

__all__ = ["ExtraWord"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `extra-word`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Words that are right as they stand, as “most oldest”, in lower case."),
    ] = frozenset()


class ExtraWord(Rule[Options]):
    """Finds a word left over from another wording: “keep on an eye out”, “it is was”.

    A sentence that was changed often keeps a piece of what it was before. Only words that no sentence has
    side by side are looked for: two articles or two verbs for one (*the a new house*, *they will would*,
    *that's is*), a preposition that its verb does not take (*despite of*, *discuss about*), and what says
    the same twice (*approximately ~40*, *$7 million dollars*, *more better*, *and etc.*).

    Left alone is what is only wordy, and what some English allows: *the reason is because*, *comprised
    of*, *around about*. A word typed twice is [repeated-word](../repetition/repeated-word.md)'s.

    The fix deletes the word, and it is not safe: of two words for one, the other may have to go.
    """

    meta = Meta(
        name="extra-word",
        group="wording",
        since="0.2",
        summary="“{word}” seems to be one word too many in “{typed}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
        yields_to=("confusable-word", "repeated-word", "wrong-article"),
    )
    examples = (
        Bad(
            "Shops should ⟦keep on an eye⟧ out for forged notes.",
            fixed="Shops should keep an eye out for forged notes.",
        ),
        Bad("The tank holds ⟦approximately ~40⟧ litres.", fixed="The tank holds approximately 40 litres."),
        Bad("The court awarded her ⟦$7 million dollars⟧.", fixed="The court awarded her $7 million."),
        Bad("She lives ⟦in the a⟧ new house.", fixed="She lives in a new house."),
        Bad("⟦It is was⟧ a cold night.", fixed="It was a cold night."),
        Bad("They ⟦have had run out⟧ of paint.", fixed="They have run out of paint."),
        Bad("“They sailed ⟦despite of the⟧ storm,” he said."),
        Good("They kept on an even keel, and had had fun."),
        Good("What it is was never said, and what it can do is plain."),
        Good("He was given grade A the year before, and argued in the a priori way."),
        Good("The reason is because the estate is comprised of two farms; it takes around about an hour."),
        Good("Two million of the people fled, and hundreds of people stayed."),
        Good("The town they spoke of in the letter was one they had lived in on the way."),
        Good("He called it the most oldest inn.", options={"allow": ["the most oldest"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: list[Span] = []
        for match in load_frames("extra_word").find(article):
            found.append(match.span)
            typed = article.text[slice(*match.span)]
            if typed.lower() in self.options.allow:
                continue
            yield self.finding(
                match.span,
                Fix(f"Delete “{match.word}”", match.edits),
                word=match.word,
                typed=typed,
            )
        for edit in usual_edits(article, "extra", beside=found, deep=self.deep):
            typed = article.text[slice(*edit.context)]
            if typed.lower() not in self.options.allow:
                yield self.finding(
                    edit.context,
                    fix_of(article, edit),
                    severity=Severity.WARNING,
                    word=edit.typed,
                    typed=typed,
                    **provenance(edit),
                )
