"""What must hold of articles in blocks: places lie in these, and edits do there what they do in the text."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.lint.diagnostic import PlacedFix
from copydesk.servers.languagetool.blocks import BlockEdit, PostSource
from copydesk.servers.languagetool.jobs import Block, BlockRole
from copydesk.text.source import Source
from fuzz.oracles import Articles, BrokenError

__all__ = ["check_blocks"]

#: What an input is cut into blocks by, and what these are.
_BETWEEN = "\n"
_ROLES = (BlockRole.TITLE, BlockRole.EXCERPT)


def check_blocks(articles: Articles, data: bytes) -> None:
    """Check an input: a block a line.

    Raises:
        BrokenError: something does not hold.
    """
    texts = data.decode("utf-8", "replace").split(_BETWEEN)
    roles = [*_ROLES[: len(texts) // 2], *[BlockRole.CONTENT] * len(texts)]
    blocks = [Block(text, role) for text, role in zip(texts, roles, strict=False)]
    post = PostSource(blocks, "input")
    articles.check_source(post.source)
    for diagnostic in articles.lint(post.source).diagnostics:
        _check_place(blocks, post, diagnostic.start, diagnostic.end)
        for fix in diagnostic.fixes[:1]:
            _check_fix(articles, blocks, post, fix)


def _check_place(blocks: Sequence[Block], post: PostSource, start: int, end: int) -> None:
    for place in post.places(start, end):
        if not 0 <= place.start <= place.end <= len(_units(blocks[place.block].text)) // 2:
            raise BrokenError("blocks: a place outside its block", str(place))


def _check_fix(articles: Articles, blocks: Sequence[Block], post: PostSource, fix: PlacedFix) -> None:
    placed = [post.edits(edit) for edit in fix.edits]
    if not all(placed) or not post.source.accepts(list(fix.edits)):
        return
    length = sum(edit.end - edit.start for edit in fix.edits)
    texts = [_units(block.text) for block in blocks]
    within = 0
    for edit in sorted((edit for each in placed for edit in each), reverse=True):
        text = texts[edit.block]
        within += len(text[2 * edit.start : 2 * edit.end].decode("utf-16-le"))
        texts[edit.block] = _edited(text, edit)
    if within != length:
        return  # markup of ours goes along
    changed = [Block(text.decode("utf-16-le"), block.role) for text, block in zip(texts, blocks, strict=True)]
    by_blocks, by_source = PostSource(changed, "input").source, post.source.edited(list(fix.edits))
    if _prose(articles, by_blocks) != _prose(articles, by_source):
        raise BrokenError("blocks: an edit there is another in the source", fix.title)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le")


def _edited(text: bytes, edit: BlockEdit) -> bytes:
    return text[: 2 * edit.start] + _units(edit.text) + text[2 * edit.end :]


def _prose(articles: Articles, source: Source) -> list[str]:
    return [article.prose for article in articles.read(source)]
