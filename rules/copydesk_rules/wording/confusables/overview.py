"""What `confusable-word` knows, told to people by `copydesk words` and `copydesk explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from msgspec import Struct

from copydesk import RuleError, UsageError, nearest
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables.trial import Trial
from copydesk_rules.wording.confusables.word_sets import Direction, WordSet

__all__ = ["Row", "explain", "rows"]

#: How many examples of a direction to show.
_SHOWN = 4


class Row(Struct, frozen=True):
    """A word that may be typed, the one that is meant, and what tells them apart.

    Attributes:
        set: the words of the set, parted by slashes.
        typed: in lower case.
        meant: in lower case.
        layers: "pattern", "trained".
        patterns: how many.
        dialects: the only ones in which it is wrong; empty for all.
        threshold: of the trained layer.
        found: the share of such slips that the trained layer finds in text held out of training, where the
            file of weights tells.
    """

    set: str
    typed: str
    meant: str
    layers: tuple[str, ...]
    patterns: int = 0
    dialects: tuple[str, ...] = ()
    threshold: float | None = None
    found: float | None = None


def rows(rule: ConfusableWord, problems: list[str]) -> list[Row]:
    """All that the rule looks for under its options, by set.

    Args:
        rule: with its options.
        problems: takes why the trained layer is missing, if it is.
    """
    patterns: dict[tuple[str, str], int] = {}
    dialects: dict[tuple[str, str], frozenset[str]] = {}
    names: dict[frozenset[str], str] = {}
    for word_set in rule.sets:
        for direction in word_set.directions:
            for pair in direction.forms.items():
                patterns[pair] = patterns.get(pair, 0) + len(direction.patterns)
                dialects[pair] = dialects.get(pair, direction.dialects) | direction.dialects
                names.setdefault(frozenset(pair), word_set.name)
    trained: dict[tuple[str, str], tuple[float, float | None]] = {}
    if rule.options.confidence != "certain":
        try:
            trained = _trained()
        except RuleError as error:
            problems.append(str(error))
    found = [
        Row(
            set=names.get(frozenset(pair)) or "/".join(sorted(pair)),
            typed=pair[0],
            meant=pair[1],
            layers=("pattern",) * (pair in patterns) + ("trained",) * (pair in trained),
            patterns=patterns.get(pair, 0),
            dialects=tuple(sorted(dialects.get(pair, ()))),
            threshold=trained[pair][0] if pair in trained else None,
            found=trained[pair][1] if pair in trained else None,
        )
        for pair in patterns.keys() | trained.keys()
        if rule.selection.wants(pair)
    ]
    return sorted(found, key=lambda row: (row.set, row.typed, row.meant))


def _trained() -> dict[tuple[str, str], tuple[float, float | None]]:
    """The threshold of each direction of the trained layer, and what it finds where that is known."""
    from copydesk_rules.wording.confusables.trained import load_weights

    return {
        (typed, model.meant): (model.threshold, getattr(model, "recall", None))
        for typed, models in load_weights().models.items()
        for model in models
    }


def rows_of(word: str, known: Iterable[Row]) -> list[Row]:
    """The rows of the sets that have a word, or are named by it.

    Raises:
        UsageError: there is none; the nearest word is offered.
    """
    known = list(known)
    sets = {row.set for row in known if word.lower() in (row.typed, row.meant, row.set, *row.set.split("/"))}
    if not sets:
        words = {word for row in known for word in (row.typed, row.meant)}
        raise UsageError(f"no word set has {word!r}{nearest(word.lower(), words)}")
    return [row for row in known if row.set in sets]


def explain(rule: ConfusableWord, word: str) -> str:
    """What the rule knows of a word, in Markdown.

    Raises:
        UsageError: nothing; the nearest word of which it knows something is offered.
    """
    problems: list[str] = []
    parts: list[str] = []
    for name, group in groupby(rows_of(word, rows(rule, problems)), key=lambda row: row.set):
        sets = [word_set for word_set in rule.sets if word_set.name == name]
        parts += _about(name, word.lower(), list(group), sets, Trial(sets, rule.house.dialect))
    return "\n".join([*parts, *(f"{problem}\n" for problem in problems)])


def _about(name: str, word: str, known: list[Row], sets: list[WordSet], trial: Trial) -> Iterator[str]:
    yield f"# {name}\n"
    meanings = {word: gloss for word_set in sets for word, gloss in word_set.meanings.items() if gloss}
    if meanings:
        yield "\n".join(f"- `{one}`: {gloss}{_use_of(one, trial)}" for one, gloss in meanings.items()) + "\n"
    told: set[str] = set()
    for row in known:
        directions = [d for d in trial.directions if d.forms.get(row.typed) == row.meant]
        forms = [f"`{typed}` for `{meant}`" for d in directions for typed, meant in d.forms.items()]
        if f"`{row.typed}` for `{row.meant}`" in told:
            continue
        told.update(forms)
        also = [form for form in dict.fromkeys(forms) if form != f"`{row.typed}` for `{row.meant}`"]
        yield f"## {row.typed} > {row.meant}\n"
        yield _found_by(row, also) + "\n"
        yield from _examples(directions, trial)
    first = next((row for row in known if row.typed == word), known[0])
    yield "## Switched off\n"
    yield (
        "```toml\n[rules.confusable-word]\n"
        f'disabled = ["{first.typed} > {first.meant}"]  # or all of it: ["{name}"]\n'
        f'# or a word that is right wherever it stands: allow = ["{first.typed}"]\n```\n'
    )


def _use_of(word: str, trial: Trial) -> str:
    """A sentence that uses a word rightly."""
    for direction in trial.directions:
        for pattern in direction.patterns:
            for example in pattern.examples:
                if not example.is_wrong and word == next(iter(direction.forms)):
                    return f" (“{example.text}”)"
                if example.is_wrong and word == next(iter(direction.forms.values())):
                    return f" (“{trial.marked(example, direction)[1]}”)"
    return ""


def _found_by(row: Row, also: list[str]) -> str:
    patterns = f"{row.patterns} phrase pattern{'s' * (row.patterns != 1)}" if row.patterns else ""
    model = "a trained model" if "trained" in row.layers else ""
    text = f"Found by {' and '.join(filter(None, (patterns, model)))}"
    if row.found is not None:
        text += f", which finds {row.found:.0%} of such slips in text that it has not seen"
    text += "."
    if row.dialects:
        text += f" Only where the house's dialect is {', '.join(row.dialects)}."
    if also:
        text += f" Likewise {', '.join(also)}."
    return text


def _examples(directions: list[Direction], trial: Trial) -> Iterator[str]:
    examples = [(e, d) for d in directions for pattern in d.patterns for e in pattern.examples]
    wrong = [
        trial.marked(e, d)[0] for e, d in islice((pair for pair in examples if pair[0].is_wrong), _SHOWN)
    ]
    right = [e.text for e, _ in examples if not e.is_wrong][:_SHOWN]
    for title, sentences in (("Reported:", wrong), ("Left alone:", right)):
        if sentences:
            yield f"{title}\n"
            yield "```text\n" + "\n".join(sentences) + "\n```\n"
