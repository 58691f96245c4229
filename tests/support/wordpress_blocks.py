"""Blocks of WordPress's editor, as it saves them."""

import json


def block(name: str, html: str, **attributes: object) -> str:
    """A block with its HTML; attributes that are not in that are in the comment before it."""
    said = f" {json.dumps(attributes, separators=(',', ':'))}" if attributes else ""
    return f"<!-- wp:{name}{said} -->\n{html}\n<!-- /wp:{name} -->"


def paragraph(html: str) -> str:
    return block("paragraph", f"<p>{html}</p>")


def heading(html: str) -> str:
    return block("heading", f'<h2 class="wp-block-heading">{html}</h2>')


def quote(*blocks: str, cite: str) -> str:
    inner = "\n\n".join(blocks)
    return block("quote", f'<blockquote class="wp-block-quote">{inner}<cite>{cite}</cite></blockquote>')


def bullets(*items: str) -> str:
    inner = "\n\n".join(block("list-item", f"<li>{item}</li>") for item in items)
    return block("list", f'<ul class="wp-block-list">{inner}</ul>')


def table(*cells: str) -> str:
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    inner = f'<table class="has-fixed-layout"><tbody><tr>{row}</tr></tbody></table>'
    return block("table", f'<figure class="wp-block-table">{inner}</figure>')
