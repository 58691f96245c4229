"""Changes of a configuration file; what stands there already stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Table

from copydesk.errors import ConfigError

__all__ = ["Change", "add_name", "edited", "ignore_rule", "name_ledger"]

_SPECIAL = re.compile(r"([\\*?\[\]!#])")
_CROWDED = re.compile(
    r"^([^\n#].*)\n(\[\[(?:tool\.copydesk\.)?overrides\]\]|\[(?:tool\.copydesk\.)?house\])", re.M
)
#: Changes the table that holds copydesk's settings.
Change = Callable[[Any], None]


def edited(path: Path, text: str | None, change: Change) -> str:
    """A configuration file with a change made.

    Args:
        path: the file; in a pyproject.toml the settings are `[tool.copydesk]`.
        text: what it holds, or None where there is none yet.
        change: makes the change.

    Raises:
        ConfigError: it is not TOML, or has something else where the change must go.
    """
    text = text or ""
    newline = "\r\n" if "\r\n" in text else "\n"
    try:
        document = tomlkit.parse(text.replace("\r\n", "\n"))
        table: Container | Table = document
        if path.name == "pyproject.toml":
            for name in ("tool", "copydesk"):
                table = table.setdefault(name, tomlkit.table(is_super_table=True))
        change(table)
        return _spaced(tomlkit.dumps(document)).replace("\n", newline)
    except (tomlkit.exceptions.TOMLKitError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError(str(error), str(path)) from None


def _spaced(text: str) -> str:
    """The text with an empty line before each of the tables that may be new."""
    return _CROWDED.sub(r"\1\n\n\2", text)


def ignore_rule(rule: str, file: Path, root: Path) -> Change:
    """The change that keeps a rule from running over a file; `root` is the configuration's folder.

    Args:
        rule: its name.
        file: that it is not to run over.
        root: the folder of the configuration.
    """
    pattern = "/" + _SPECIAL.sub(r"\\\1", file.relative_to(root).as_posix())

    def change(table: Any) -> None:
        overrides = table.setdefault("overrides", tomlkit.aot())
        for override in overrides:
            if override.get("files") == [pattern]:
                ignored = override.setdefault("ignore", tomlkit.array())
                if rule not in ignored:
                    ignored.append(rule)
                return
        override = tomlkit.table() if isinstance(overrides, AoT) else tomlkit.inline_table()
        override["files"] = [pattern]
        override["ignore"] = [rule]
        overrides.append(override)

    return change


def add_name(name: str) -> Change:
    """The change that adds a name to those that the house knows to be right."""

    def change(table: Any) -> None:
        names = table.setdefault("house", tomlkit.table()).setdefault("names", tomlkit.array())
        if name not in names:
            names.append(name)

    return change


def name_ledger(name: str) -> Change:
    """The change that names the file of what the house has learned."""

    def change(table: Any) -> None:
        table.setdefault("house", tomlkit.table())["ledger"] = name

    return change
