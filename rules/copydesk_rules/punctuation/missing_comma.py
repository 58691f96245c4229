"""`missing-comma`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from copydesk import (
    Article,
    Bad,
    Edit,
    Finding,
    Fix,
    FixAvailability,
    Good,
    Meta,
    NoOptions,
    Rule,
    Safety,
    Severity,
    Span,
    lazy_pattern,
)
from copydesk_rules.punctuation.shared.asides import (
    ages,
    aliases,
    appositions,
    conjunctive_adverbs,
    examples,
    names,
    opening_adverbs,
    places,
    tags,
    years,
)
from copydesk_rules.punctuation.shared.openings import opened_sentences
from copydesk_rules.punctuation.shared.running import Punctuated

__all__ = ["MissingComma"]

_LAST = lazy_pattern(r"\S+\Z")
_NEXT = lazy_pattern(r" ?[^\s.,;:!?]+")
_WINDOW = 40
#: Before *however* between two sentences.
_HOWEVER = "; "
_FINDERS: tuple[tuple[Callable[[Article], Iterator[int]], str], ...] = (
    (opened_sentences, "after the introductory words"),
    (opening_adverbs, "after the introductory adverb"),
    (places, "after the state"),
    (years, "after the year"),
    (ages, "beside the age"),
    (names, "after the name"),
    (aliases, "after the name"),
    (appositions, "after the name"),
    (tags, "before the tag question"),
)


class MissingComma(Rule[NoOptions]):
    """Finds where a comma is missing that nearly every careful reader puts.

    - After a clause that opens a sentence: *If the tide is out we will walk.* Reported is only where a
      second subject and its verb show where the main clause begins, and nothing parts the two.
    - After what opens a sentence and has a comma 19 times in 20 in edited text: *However the mill burned.*
    - After *however* between two sentences, and before a tag: *It is cold isn’t it?*
    - After a person’s name, before *who* and *better known as*: *They met Emma Hale who is
      the mayor.*
    - What is set off on both sides, and has the first comma only: the state after a town (*in Reno, Nevada
      on Friday*), the year after a day (*On July 4, 2019 the bridge*), an age (*Ana Hale 31, of Hope*),
      a name (*His sister, Emma Hale said*); and *for example* in mid-clause.

    Left alone are matters of taste: the comma before *and*, before *which* and *too*, after short phrases
    (*In May we*), and between adjectives; *if … then*; dates that describe a noun (*the July 4, 2019
    ruling*); and quotations.

    The fix puts the comma. It isn't safe, since it says how the sentence is to be read.
    """

    meta = Meta(
        name="missing-comma",
        group="punctuation",
        since="0.3",
        summary="A comma is missing {what}: “{fixed}”.",
        severity=Severity.WARNING,
        fix=FixAvailability.ALWAYS,
        language="en",
    )
    examples = (
        Bad("If the tide is ⟦out we⟧ will walk.", fixed="If the tide is out, we will walk."),
        Bad(
            "When the storm reached the ⟦harbor the⟧ crew had left.",
            fixed="When the storm reached the harbor, the crew had left.",
        ),
        Bad("By closing the ⟦gate they⟧ saved the herd.", fixed="By closing the gate, they saved the herd."),
        Bad("To open the ⟦lock you⟧ need both keys.", fixed="To open the lock, you need both keys."),
        Bad("⟦However the⟧ mill was sold.", fixed="However, the mill was sold."),
        Bad("The mill burned⟦, however the⟧ barn stood.", fixed="The mill burned; however, the barn stood."),
        Bad(
            "Then Emma ⟦Hale better⟧ known as Bo won the race.",
            fixed="Then Emma Hale, better known as Bo won the race.",
        ),
        Bad("They met Emma ⟦Hale who⟧ is the mayor.", fixed="They met Emma Hale, who is the mayor."),
        Bad("She moved to Reno, ⟦Nevada in⟧ 1998.", fixed="She moved to Reno, Nevada, in 1998."),
        Bad(
            "On July 4, ⟦2019 the⟧ old bridge over the river was closed to all traffic for good.",
            fixed="On July 4, 2019, the old bridge over the river was closed to all traffic for good.",
        ),
        Bad("Ana B. ⟦Hale 31⟧, of Hope won the race.", fixed="Ana B. Hale, 31, of Hope won the race."),
        Bad("It is cold ⟦out isn’t⟧ it?", fixed="It is cold out, isn’t it?"),
        Bad("His sister, Emma ⟦Hale said⟧ so.", fixed="His sister, Emma Hale, said so."),
        Bad("They are late again ⟦today right⟧?", fixed="They are late again today, right?"),
        Bad("It helps by ⟦for example⟧ closing it.", fixed="It helps by, for example, closing it."),
        Good("Is it right? They are not right? It looks right. You can, for example, close it, right?"),
        Good("If you like the boat you are looking for. When the one we have is sold, we will walk."),
        Good(
            "However you do it, and however they may try, it rains. While it is likely we are late, we run."
        ),
        Good("Reno, Nevada and Boise were on the list. In July, Ohio voted. The July 4, 2019 ruling held."),
        Good("If it rains then we stay. Before we say they are lost, we wait. Why wouldn’t they?"),
        Good("“If the tide is out we will walk,” she said."),
        Good("Wenn du willst. If der Fluss ist alt we will gehen.", language="de"),
    )

    def check(self, article: Article) -> Iterator[Finding]:
        for find, what in _FINDERS:
            for at in find(article):
                yield from self._report(article, at, what)
        for aside in examples(article):
            if article.derive(Punctuated).block_at(aside.start) and article.quotation_at(aside) is None:
                at, end = aside
                words = article.prose[at:end]
                edits = Edit(Span(at - 1, at), ", "), Edit(Span(end, end), ",")
                fix = Fix("Put two commas", edits, Safety.UNSAFE)
                yield self.finding(aside, fix, what="on either side", fixed=f", {words},")
        for at in conjunctive_adverbs(article):
            yield from self._report(article, at, "after “however”", before=_HOWEVER)

    def _report(self, article: Article, at: int, what: str, before: str = "") -> Iterator[Finding]:
        prose = article.prose
        last = _LAST.search(prose, max(0, at - _WINDOW), at)
        behind = _NEXT.match(prose, at)
        if last is None or behind is None:
            return
        span = Span(last.start() - len(before), behind.end())
        if article.quotation_at(span) is None:
            edits: tuple[Edit, ...] = (Edit(Span(at, at), ","),)
            if before:
                edits = (Edit(Span(span.start, span.start + 1), before[0]), *edits)
            fixed = f"{before}{last[0]},{behind[0]}"
            yield self.finding(span, Fix("Put a comma", edits, Safety.UNSAFE), what=what, fixed=fixed)
