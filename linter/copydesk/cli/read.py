"""`copydesk read`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from copydesk.cli.stdin import read_stdin, stdin_path
from copydesk.config import Config, config_for
from copydesk.document.article import Article, Block, Kind
from copydesk.lint.check import read_articles
from copydesk.readers.source_reader import SourceReader
from copydesk.text.source import Source
from copydesk.text.span import LineIndex, Position

__all__ = ["read"]

#: What an article has beside its text: its head, and what stands beside its pictures and at its end.
_BESIDE = frozenset(
    (
        *(Kind.HEADLINE, Kind.DECK, Kind.BYLINE, Kind.DATELINE),
        *(Kind.CAPTION, Kind.ALT_TEXT, Kind.AUTHOR_BIO, Kind.MARKUP),
    )
)


@click.command()
@click.argument("file")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--body", is_flag=True, help="The text of the article and no more: without its head and captions."
)
@click.option("--stdin-filename", metavar="NAME", help="What to take standard input for: notes.md.")
@click.option("--encoding", metavar="NAME", help="The encoding of a file that has no byte order mark.")
@click.option("--isolated", is_flag=True, help="Use no configuration file.")
def read(
    file: str,
    output_format: str,
    body: bool,
    stdin_filename: str | None,
    encoding: str | None,
    isolated: bool,
) -> int:
    """Show what copydesk sees in FILE: the kind of each block and its prose; on a pipe, the prose alone."""
    path = stdin_path(stdin_filename) if file == "-" else Path(file)
    config = config_for(path, isolated=isolated)
    encoding = encoding or config.encoding
    opened = read_stdin(stdin_filename, encoding) if file == "-" else SourceReader.at(path, file, encoding)
    articles = ((source, article) for source in opened for article in read_articles(source, config))
    if output_format == "json":
        if body:
            raise click.UsageError("--body goes with --output-format text")
        _write_json(opened, config)
    elif sys.stdout.isatty() and not body:
        for number, (source, article) in enumerate(articles):
            _show(source, article, number > 0)
    else:
        for number, (_, article) in enumerate(articles):
            if number:
                click.echo()
            blocks = (b for b in article.blocks if b.kind not in _BESIDE) if body else article.prose_blocks
            click.echo("\n\n".join(filter(None, (_prose(article, block) for block in blocks))))
    return 0


def _write_json(opened: SourceReader, config: Config) -> None:
    """Write the articles, each when it was read."""
    import msgspec

    head = ""
    for source in opened:
        if not head:
            known = {"path": source.path, "format": source.format, "encoding": source.encoding}
            head = msgspec.json.format(msgspec.json.encode(known)).decode().removesuffix("\n}")
            click.echo(f'{head},\n  "articles": [', nl=False)
            comma = ""
        for article in read_articles(source, config):
            shown = msgspec.json.format(msgspec.json.encode(_as_dict(source, article))).decode()
            click.echo(f"{comma}\n    " + shown.replace("\n", "\n    "), nl=False)
            comma = ","
    click.echo("\n  ]\n}")


def _prose(article: Article, block: Block) -> str:
    return " ".join(article.text_of(block).split())


def _places(source: Source, article: Article) -> Mapping[int, Position]:
    """Where in the file each block begins, by where it begins in its source; none where that is no text."""
    if source.package is not None:
        return {}
    found = LineIndex(source.text).positions(block.source.start for block in article.blocks)
    return {offset: position.moved(source.at) for offset, position in found.items()}


def _as_dict(source: Source, article: Article) -> dict[str, Any]:
    blocks = []
    places = _places(source, article)
    for block in article.blocks:
        place = places.get(block.source.start)
        blocks.append(
            {
                "kind": block.kind.value,
                "text": article.text_of(block),
                "start": block.source.start + source.start if place else None,
                "end": block.source.end + source.start if place else None,
                "line": place and place.line,
                "column": place and place.column,
                "where": article.where(block),
                "language": article.language_of(block),
                "level": block.level,
            }
        )
    return {
        "id": article.id,
        "title": article.title,
        "author": article.author,
        "date": article.date,
        "slug": article.slug,
        "section": article.section,
        "link": article.link,
        "status": article.status,
        "language": article.language,
        "blocks": blocks,
    }


def _show(source: Source, article: Article, another: bool) -> None:
    import shutil
    import textwrap

    width = min(100, shutil.get_terminal_size().columns)
    places = _places(source, article)
    if article.id is not None:
        click.echo(("\n" if another else "") + click.style(f"{article.id} {article.title or ''}", bold=True))
    for block in article.blocks:
        place = places.get(block.source.start)
        # Where the file is no text, the number by which reports name the block.
        number = str(place.line) if place else article.where(block).rpartition(" ")[2]
        kind = click.style(
            f"{block.where or block.kind.value:<12}", dim=not block.kind.is_prose, bold=block.kind.is_prose
        )
        body = textwrap.wrap(_prose(article, block), max(20, width - 19)) or [""]
        click.echo(f"{number:>5} {kind} {body[0]}")
        for more in body[1:] if block.kind.is_prose else body[1:3]:
            click.echo(f"{'':>19}{more}")
