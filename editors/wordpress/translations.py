#!/usr/bin/env python3
"""Gather the texts of the plugin, and make of their translations what WordPress loads.

    python editors/wordpress/translations.py           # after a text or a translation was changed
    python editors/wordpress/translations.py --check   # whether that was done

copydesk.pot has the texts, copydesk-LOCALE.po the translations; beside them are written an .mo, for PHP, and
for each script that shows texts a .json, by the name that WordPress looks for.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PLUGIN = Path(__file__).resolve().parent / "copydesk"
LANGUAGES = PLUGIN / "languages"
_STRING = r"'((?:[^'\\]|\\.)*)'"
#: `__( 'text', 'copydesk' )` and its like, and `_n( 'one', 'many', count, 'copydesk' )`.
_ONE = re.compile(rf"\b(?:esc_html|esc_attr)?_(?:_|e)\(\s*{_STRING},\s*'copydesk'", re.DOTALL)
_MANY = re.compile(rf"\b_n\(\s*{_STRING},\s*{_STRING},", re.DOTALL)
#: What is the same whenever nothing is changed.
_MADE = datetime(2026, 12, 1, tzinfo=UTC)
_HEAD = {
    "header_comment": "# This file is distributed under the GPL-2.0-or-later.",
    "msgid_bugs_address": "copydesk",
    "last_translator": "copydesk",
    "language_team": "copydesk",
}


def texts(path: Path) -> Iterator[str | tuple[str, str]]:
    """The texts of a file: a pair where there are a singular and a plural."""
    source = path.read_text("utf-8")
    found = [(m.start(), _plain(m[1])) for m in _ONE.finditer(source)]
    found += [(m.start(), (_plain(m[1]), _plain(m[2]))) for m in _MANY.finditer(source)]
    for _, text in sorted(found, key=lambda pair: pair[0]):
        yield text


def _plain(literal: str) -> str:
    return str(ast.literal_eval(f"'{literal}'"))


def gathered() -> Catalog:
    """All texts, with the files that have them."""
    catalog = Catalog(
        project="copydesk", version="0.1.0", creation_date=_MADE, charset="utf-8", fuzzy=False, **_HEAD
    )
    for path in sorted([*PLUGIN.glob("includes/*.php"), *PLUGIN.glob("assets/*.js")]):
        for text in texts(path):
            catalog.add(text, locations=[(path.relative_to(PLUGIN).as_posix(), 0)])
    return catalog


def written(catalog: Catalog, **options: bool) -> bytes:
    """A catalogue as a .po or .pot has it."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, include_lineno=False, **options)
    return out.getvalue()


def script_json(catalog: Catalog, script: Path) -> bytes:
    """The translations of a script's texts in Jed's form."""
    told: dict[str, object] = {
        "": {"domain": "messages", "lang": str(catalog.locale), "plural-forms": catalog.plural_forms}
    }
    for text in texts(script):
        message = catalog[text]
        found = message.string if message else ""
        told[text if isinstance(text, str) else text[0]] = [found] if isinstance(found, str) else list(found)
    data = {"domain": "messages", "locale_data": {"messages": told}}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def outputs() -> dict[Path, bytes]:
    """All files that are made, and what is in them.

    Raises:
        SystemExit: a text has no translation.
    """
    template = gathered()
    made = {LANGUAGES / "copydesk.pot": written(template)}
    for path in sorted(LANGUAGES.glob("copydesk-*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.stem.removeprefix("copydesk-"))
        catalog.update(template, no_fuzzy_matching=True)
        missing = [str(m.id) for m in catalog if m.id and not _is_translated(m)]
        if missing:
            print(f"{path.name}: not translated: {'; '.join(missing)}", file=sys.stderr)
        made[path] = written(catalog, ignore_obsolete=True)
        out = io.BytesIO()
        write_mo(out, catalog)
        made[path.with_suffix(".mo")] = out.getvalue()
        for script in sorted(PLUGIN.glob("assets/*.js")):
            if any(texts(script)):
                made[LANGUAGES / f"{path.stem}-copydesk-{script.stem}.json"] = script_json(catalog, script)
        if missing and "--check" in sys.argv:
            raise SystemExit(1)
    return made


def _is_translated(message: Message) -> bool:
    told = message.string
    return bool(told) and (isinstance(told, str) or all(told))


def main() -> int:
    """Write what has changed, or say what would."""
    stale = [path for path, data in outputs().items() if not path.exists() or path.read_bytes() != data]
    for path in stale:
        print(path.relative_to(PLUGIN))
    if "--check" in sys.argv:
        return 1 if stale else 0
    made = outputs()
    for path in stale:
        path.write_bytes(made[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
