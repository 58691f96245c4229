"""`agreement`: the frames in `grammar/agreement.txt` are what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from copydesk import Article, Bad, Finding, Fix, FixAvailability, Good, Meta, Rule, Severity, Span
from copydesk_rules.wording.deep.package import is_installed
from copydesk_rules.wording.edits import fix_of, phrase_of, provenance, usual_edits
from copydesk_rules.wording.grammar.frames import load_frames

__all__ = ["Agreement"]


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Options of `agreement`."""

    allow: Annotated[
        frozenset[str],
        msgspec.Meta(description="Words that are right as they stand, as “these kind of”, in lower case."),
    ] = frozenset()
    quotations: Annotated[
        bool,
        msgspec.Meta(description="Whether to report what is quoted too, as people do not speak by the book."),
    ] = False


class Agreement(Rule[Options]):
    """Finds a word in a form that does not go with its neighbours: “they was”, “didn’t knew”.

    What is found stands side by side, so that nothing has to be guessed: a verb that does not agree with its
    pronoun or noun (*it have*, *there is many*, *the number of visitors have*), or does not fit the verb
    before it (*did not came*, *has already went*, *will be discuss in May*, *how to making*), and a noun in
    the wrong number (*these kind of*, *two main reason for*, *three year ago*, *a women who*).

    Left alone are quotations, for people speak as they do (`quotations = true` reports them too); *the data
    show* and *the data shows*; collective nouns; and the subjunctive: *that he have a seat*.

    The fix changes a word, and it is not safe: its neighbour may be the one that is wrong.
    """

    meta = Meta(
        name="agreement",
        group="wording",
        since="0.2",
        summary="“{typed}” should be “{meant}”.",
        severity=Severity.ERROR,
        fix=FixAvailability.ALWAYS,
        language="en",
        deep=is_installed,
        yields_to=("confusable-word", "extra-word", "missing-word", "repeated-word"),
    )
    examples = (
        Bad("They left ⟦because they was⟧ late.", fixed="They left because they were late."),
        Bad(
            "⟦There is many⟧ boats, and they ⟦didn’t knew⟧ the way.",
            fixed="There are many boats, and they didn’t know the way.",
        ),
        Bad("The ferry ⟦has already went⟧.", fixed="The ferry has already gone."),
        Bad("I feel ⟦they wasn’t⟧ ready.", fixed="I feel they weren’t ready."),
        Bad("The guards ⟦heard him closed the⟧ gate.", fixed="The guards heard him close the gate."),
        Bad("They sell ⟦these kind of⟧ nets.", fixed="They sell these kinds of nets."),
        Bad("⟦The number of visitors have⟧ grown.", fixed="The number of visitors has grown."),
        Bad("The plan will ⟦be discuss in⟧ May.", fixed="The plan will be discussed in May."),
        Bad("⟦They must protected⟧ the harbour.", fixed="They must protect the harbour."),
        Bad("⟦The cost of the repairs have⟧ risen.", fixed="The cost of the repairs has risen."),
        Bad("The tide is ⟦one of the reason for⟧ it.", fixed="The tide is one of the reasons for it."),
        Bad("“⟦They was⟧ late,” she said.", options={"quotations": True}),
        Good("“They was late, and he don’t know,” she said."),
        Good("They asked that he have a seat, as it were. It need not be late."),
        Good("All the money they had went to the bank, and the powers they have include this one."),
        Good("The data show and the data shows it; the team are ready; a number of visitors have come."),
        Good("These country houses are old, and a four-day trip to a women’s club costs a lot."),
        Good("World War I is over, and the best of these is the first. They saw him fired by the board."),
        Good("She sells these kind of nets.", options={"allow": ["these kind of"]}),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        found: list[Span] = []
        for match in load_frames("agreement").find(article):
            found.append(match.span)
            typed = article.text[slice(*match.span)]
            if typed.lower() in self.options.allow or self._is_speech(article, match.span):
                continue
            yield self.finding(
                match.span,
                Fix(f"Replace with “{match.meant}”", match.edits),
                typed=typed,
                meant=match.meant,
            )
        for edit in usual_edits(
            article, "number", deep=self.deep, quotations=self.options.quotations, beside=found
        ):
            typed = article.text[slice(*edit.context)]
            if typed.lower() not in self.options.allow:
                yield self.finding(
                    edit.context,
                    fix_of(article, edit),
                    severity=Severity.WARNING,
                    typed=typed,
                    meant=phrase_of(article, edit),
                    **provenance(edit),
                )

    def _is_speech(self, article: Article, span: Span) -> bool:
        return not self.options.quotations and article.quotation_at(span) is not None
