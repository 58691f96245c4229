"""`copydesk shouts`."""

from __future__ import annotations

import click

from copydesk import Kind
from copydesk.commands import Problem, read_paths

__all__ = ["shouts"]


@click.command()
@click.argument("paths", nargs=-1, required=True)
def shouts(paths: tuple[str, ...]) -> int:
    """List the headlines in PATHS that have an exclamation mark."""
    problems: list[Problem] = []
    for reading in read_paths(paths, problems):
        for block in reading.article.prose_blocks:
            text = reading.article.text_of(block)
            if block.kind is Kind.HEADLINE and "!" in text:
                line, _ = reading.position(block.span)
                click.echo(f"{reading.path}:{line}: {text}")
    for problem in problems:
        click.echo(f"copydesk: {problem.message}", err=True)
    return 2 if problems else 0
