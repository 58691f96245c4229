"""`copydesk words`: what `confusable-word` looks for, and a trial of a house's own word sets."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click
import msgspec

from copydesk import Article, Span, UsageError
from copydesk.commands import Problem, configured, read_paths
from copydesk_rules.wording.confusable_word import ConfusableWord
from copydesk_rules.wording.confusables.overview import Row, rows, rows_of
from copydesk_rules.wording.confusables.trial import Trial
from copydesk_rules.wording.confusables.validation import flaws_in, read_text
from copydesk_rules.wording.confusables.word_sets import common_classes, parse_sets

__all__ = ["words"]

_WIDTH = 80


class _Group(click.Group):
    """Lists where no command is named: `copydesk words discrete`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Group)
def words() -> None:
    """List the words that confusable-word tells apart, or try a file of your own.

    Without a command it lists: `copydesk words discrete`.
    """


@words.command("list")
@click.argument("word", nargs=-1)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_words(word: tuple[str, ...], output_format: str) -> int:
    """List the word sets, or those that have WORD, as the configuration of this folder has them."""
    problems: list[str] = []
    known = rows(configured(ConfusableWord), problems)
    if word:
        named = [row for one in word for row in rows_of(one, known)]
        known = [row for row in known if row in named]
    if output_format == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(known)).decode())
    else:
        _show(known)
    for problem in problems:
        click.echo(f"copydesk: {problem}", err=True)
    return 2 if problems else 0


def _show(known: list[Row]) -> None:
    click.echo(f"{'typed > meant':<52}{'patterns':>9}{'model finds':>14}")
    for name, group in groupby(known, key=lambda row: row.set):
        click.echo(click.style(name, bold=True))
        for row in group:
            found = "" if row.found is None else f"{row.found:.0%}"
            model = found or "–" * ("trained" not in row.layers) or "yes"
            direction = f"  {row.typed} > {row.meant}"
            click.echo(f"{direction:<52}{row.patterns or '–':>9}{model:>14}")
            if row.dialects:
                click.echo(f"    only in {', '.join(row.dialects)}")
    sets = len({row.set for row in known})
    click.echo(f"\n{sets} set{'s' * (sets != 1)}, {len(known)} direction{'s' * (len(known) != 1)}.")
    click.echo("`copydesk explain confusable-word --word WORD` tells more of one.")


@words.command("test")
@click.argument("file")
@click.argument("paths", nargs=-1)
def test(file: str, paths: tuple[str, ...]) -> int:
    """Try FILE, a house's word sets, by itself: on its own examples, and on the articles in PATHS.

    \b
    Exit codes: 0  every example holds, and nothing is reported in PATHS
                1  an example does not hold, or something is reported
                2  FILE is not as it should be, or something cannot be read
    """
    text = read_text(file)
    if flaws := list(flaws_in(text, file)):
        for flaw in flaws:
            click.echo(f"copydesk: {flaw}", err=True)
        return 2
    sets = tuple(parse_sets(text, common_classes(), file))
    if not sets:
        raise UsageError(f"{file}: no word set in it")
    trial = Trial(sets, configured(ConfusableWord).house.dialect)
    failures = list(trial.failures())
    for failure in failures:
        click.echo(f"{file}:{failure.line}: {failure.message}")
    patterns = [pattern for direction in trial.directions for pattern in direction.patterns]
    examples = sum(len(pattern.examples) for pattern in patterns)
    click.echo(
        f"{_counted(len(sets), 'set')}, {_counted(len(trial.directions), 'direction')}, "
        f"{_counted(len(patterns), 'pattern')}; {examples - len(failures)} of {examples} examples hold."
    )
    problems: list[Problem] = []
    fired = 0
    for reading in read_paths(paths, problems):
        for finding in trial.read(reading.article):
            fired += 1
            line, column = reading.position(finding.span)
            click.echo(f"\n{reading.path}:{line}:{column} {finding.message}")
            click.echo(f"    {_context(reading.article, finding.span)}")
    if paths:
        _show_tallies(trial)
    for problem in problems:
        click.echo(f"copydesk: {problem.message}", err=True)
    return 2 if problems else int(bool(failures or fired))


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _context(article: Article, span: Span) -> str:
    """The words around a span, on one line, those in it marked."""
    reach = (_WIDTH - 8 - len(span)) // 2
    block = article.block_at(span.start)
    start, end = (block.start, block.end) if block else (span.start, span.end)
    low, high = max(start, span.start - reach), min(end, span.end + reach)
    before, word, after = (
        article.prose[low : span.start],
        article.text[slice(*span)],
        article.prose[span.end : high],
    )
    return f"{'…' * (low > start)}{before}⟦{word}⟧{after}{'…' * (high < end)}"


def _show_tallies(trial: Trial) -> None:
    from tabulate import tabulate

    table: list[tuple[Any, ...]] = []
    for direction, tally in zip(trial.directions, trial.tallies, strict=True):
        typed, meant = next(iter(direction.forms.items()))
        share = f"{tally.found / tally.meant:.0%}" if tally.meant else "–"
        table.append((f"{typed} > {meant}", tally.typed, tally.fired, tally.meant, share))
    click.echo()
    click.echo(tabulate(table, ("typed > meant", "typed", "reported", "meant", "would be found"), "simple"))
    click.echo(
        "\nTyped and meant: how often the articles use either word. Would be found: the share of\n"
        "the uses of the word meant that would be reported if the other word stood there."
    )
