"""`copydesk rules new`, `try` and `test`: rules of one's own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from copydesk.errors import ConfigError, UsageError, nearest
from copydesk.rule.rule import Bad

__all__ = ["new", "test", "try_"]

#: How many findings `try` shows.
_SHOWN = 10


@click.command()
@click.argument("names", metavar="[RULE]...", nargs=-1)
def test(names: tuple[str, ...]) -> int:
    """Test the examples of the rules in this folder's configuration, or of RULES alone.

    \b
    Exit codes: 0  every example does what it says
                1  some does not
    """
    from copydesk.cli.rules import here
    from copydesk.testing import cases, check_example

    registry = here()
    own = [rule for name, rule in registry.rules.items() if registry.packs[name] == "house"]
    chosen = [registry.rule(name) for name in names] or own
    if not chosen:
        raise UsageError("the configuration of this folder has no [[pattern]]; copydesk rules new writes one")
    failed = passed = 0
    for rule, example in cases(chosen):
        try:
            check_example(rule, example)
            passed += 1
        except AssertionError as error:
            failed += 1
            kind = "bad" if isinstance(example, Bad) else "good"
            click.echo(f"{rule.meta.name}: the {kind} example {example.text!r}: {error}")
    without = [rule.meta.name for rule in chosen if not rule.examples]
    if without:
        click.echo(f"Without examples: {', '.join(without)}")
    click.echo(f"{passed + failed} examples of {len(chosen)} rules: {failed or 'none'} failed")
    return int(bool(failed))


@click.command("try")
@click.argument("name", metavar="RULE")
@click.argument("paths", metavar="FOLDER...", nargs=-1, required=True)
def try_(name: str, paths: tuple[str, ...]) -> int:
    """Show what RULE would find in FOLDER, whether it is on or not: how much, and ten examples."""
    from copydesk.config import Selection
    from copydesk.lint.linter import Linter, Settings
    from copydesk.run.discovery import collect

    linter = Linter(Settings(Selection(select=(name,))))
    files, missing = collect(linter, list(paths))
    for problem in missing:
        raise UsageError(problem.message)
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    shown: list[str] = []
    for path, label in files:
        reader, config = linter.open(path, label)
        for source in reader:
            for found in linter.lint_source(source, config).diagnostics:
                counts[label] += 1
                words[found.words] += 1
                if words[found.words] <= 2 and len(shown) < _SHOWN:
                    shown.append(f"{label}:{found.place}  {found.excerpt}\n    {found.message}")
    click.echo(f"{name}: {counts.total():,} findings in {len(counts):,} of {len(files):,} files")
    if words:
        usual = ", ".join(f"{word} ({count:,})" for word, count in words.most_common(_SHOWN))
        click.echo(f"Most often: {usual}\n")
        click.echo("\n".join(shown))
    return 0


@click.command()
@click.option("--name", prompt="Name of the rule (no-synergy)", help="Of the rule: no-synergy.")
@click.option("--words", prompt="Words or phrases to find, with commas between them", help="What to find.")
@click.option("--instead", prompt="What to write instead (nothing: only say so)", default="", help="The fix.")
@click.option("--message", default="", help="What the rule says.")
@click.option("--example", default="", help="A sentence in which ⟦it⟧ is found.")
def new(name: str, words: str, instead: str, message: str, example: str) -> int:
    """Write a rule into this folder's copydesk.toml: it asks for the words."""
    from copydesk.config import NAME, find_config
    from copydesk.config.mistakes import convert
    from copydesk.patterns.house import house_rule
    from copydesk.patterns.table import PatternTable
    from copydesk.system.atomic import replacing

    found = [word.strip() for word in words.split(",") if word.strip()]
    if not found:
        raise UsageError("--words: a word is needed")
    table = _table(name.strip(), found, instead.strip(), message.strip(), example.strip())
    try:
        house_rule(convert(table, PatternTable, None))
    except ConfigError as error:
        raise UsageError(str(error)) from None
    path = find_config(Path.cwd()) or Path(NAME)
    if path.name != NAME:
        raise UsageError(f"{path}: write it there by hand: this command writes into a {NAME}")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if f'name = "{name}"' in before:
        raise UsageError(f"{path}: has a pattern {name} already{nearest(name, ())}")
    gap = "\n" if before and not before.endswith("\n\n") else ""
    with replacing(path) as file:
        file.write(f"{before}{gap}{_toml(table)}".encode())
    click.echo(f"Wrote {name} into {path}. Next: copydesk rules try {name} FOLDER")
    return 0


def _table(name: str, words: list[str], instead: str, message: str, example: str) -> dict[str, object]:
    table: dict[str, object] = {"name": name}
    said = "“{found}” is not our style" + (": write “{wanted}”." if instead else ".")
    table["message"] = message or said
    if instead:
        table["swap"] = dict.fromkeys(words, instead)
    else:
        table["words"] = words
    first = example or f"We say ⟦{words[0]}⟧ here."
    plain = first.replace("⟦", "").replace("⟧", "")
    fixed = {"fixed": first[: first.index("⟦")] + instead + first[first.index("⟧") + 1 :]} if instead else {}
    if plain == first:
        raise UsageError("--example: mark what is found with ⟦ and ⟧")
    table["examples"] = [{"bad": first, **fixed}]
    return table


def _toml(table: dict[str, object]) -> str:
    from msgspec.json import encode

    lines = ["[[pattern]]"]
    for key, value in table.items():
        if isinstance(value, dict):
            inner = ", ".join(f"{encode(k).decode()} = {encode(v).decode()}" for k, v in value.items())
            lines.append(f"{key} = {{ {inner} }}")
        elif key == "examples" and isinstance(value, list):
            rows = (", ".join(f"{k} = {encode(v).decode()}" for k, v in each.items()) for each in value)
            lines += [f"{key} = [{', '.join(f'{{ {row} }}' for row in rows)}]"]
        else:
            lines.append(f"{key} = {encode(value).decode()}")
    return "\n".join(lines) + "\n"
