"""`copydesk read`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from copydesk.article import Article, Block, Kind
from copydesk.cli.stdin import read_stdin, stdin_path
from copydesk.config import config_for
from copydesk.engine import read_articles, read_source
from copydesk.readers import format_of
from copydesk.source import Source
from copydesk.span import LineIndex

__all__ = ["read"]

#: What HTML sets apart from the text: extractors of articles give it separately, or not at all.
_APART = frozenset({Kind.HEADLINE, Kind.BYLINE, Kind.DATELINE, Kind.ALT_TEXT})


@click.command()
@click.argument("file")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--stdin-filename", metavar="NAME", help="What to take standard input for: notes.md.")
@click.option("--encoding", metavar="NAME", help="The encoding of a file that has no byte order mark.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def read(
    file: str, output_format: str, stdin_filename: str | None, encoding: str | None, isolated: bool
) -> int:
    """Show what copydesk sees in FILE: the kind of each block and its prose; on a pipe, the prose alone."""
    path = stdin_path(stdin_filename) if file == "-" else Path(file)
    config = config_for(path, isolated=isolated)
    encoding = encoding or config.encoding
    if file == "-":
        source = read_stdin(stdin_filename, encoding)
    else:
        source = read_source(path, file, format_of(file) or "plain", encoding)
    articles = list(read_articles(source, config))
    if output_format == "json":
        import msgspec

        lines = LineIndex(source.text)
        data = {
            "path": source.path,
            "format": source.format,
            "encoding": source.encoding,
            "articles": [_as_dict(article, lines) for article in articles],
        }
        click.echo(msgspec.json.format(msgspec.json.encode(data)).decode())
    elif sys.stdout.isatty():
        _show(source, articles)
    else:
        for article in articles:
            apart = _APART if article.format == "html" else frozenset()
            blocks = [b for b in article.prose_blocks if b.kind not in apart]
            click.echo("\n\n".join(_prose(article, b) for b in blocks if _prose(article, b)))
    return 0


def _prose(article: Article, block: Block) -> str:
    return " ".join(article.text_of(block).split())


def _as_dict(article: Article, lines: LineIndex) -> dict[str, Any]:
    blocks = []
    for block in article.blocks:
        line, column = lines.position(block.source.start)
        blocks.append(
            {
                "kind": block.kind.value,
                "text": article.text_of(block),
                "start": block.source.start,
                "end": block.source.end,
                "line": line,
                "column": column,
                "language": article.language_of(block),
                "level": block.level,
            }
        )
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "date": article.date,
        "language": article.language,
        "blocks": blocks,
    }


def _show(source: Source, articles: list[Article]) -> None:
    import shutil
    import textwrap

    width = min(100, shutil.get_terminal_size().columns)
    lines = LineIndex(source.text)
    for article in articles:
        for block in article.blocks:
            line, _ = lines.position(block.source.start)
            kind = click.style(
                f"{block.kind.value:<12}", dim=not block.kind.is_prose, bold=block.kind.is_prose
            )
            body = textwrap.wrap(_prose(article, block), max(20, width - 19)) or [""]
            click.echo(f"{line:>5} {kind} {body[0]}")
            for more in body[1:] if block.kind.is_prose else body[1:3]:
                click.echo(f"{'':>19}{more}")
