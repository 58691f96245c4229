"""The only module that imports language_tool_python, whose licence is GPL-3.0-only.

It is imported where the rule `languagetool` runs, and never before. The package knows where LanguageTool is
installed and how it starts, can download it, and speaks to the server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import requests
from language_tool_python import LanguageTool
from language_tool_python.download_lt import LocalLanguageTool, confirm_java_compatibility
from language_tool_python.exceptions import LanguageToolError

from copydesk import UnavailableError
from copydesk_rules.grammar.shared.matches import Match
from copydesk_rules.grammar.shared.places import VERSION, folder
from copydesk_rules.grammar.shared.server import Server

__all__ = ["ask", "start_command"]

#: English needs half of it; without a bound, Java takes a quarter of the machine.
_MEMORY = "-Xmx1g"


def ask(server: Server, language: str, text: str, timeout: float, off: Sequence[str]) -> list[Match]:
    """What a server finds in a text.

    Args:
        server: what `connect` gave.
        language: one of those that it knows.
        text: without characters beyond the basic plane, so that its UTF-16 units are its code points.
        timeout: in seconds. It is asked twice before it is given up.
        off: the categories to leave out.

    Raises:
        UnavailableError: it failed, or took too long.
    """
    try:
        client = _client(server, language)
        client._TIMEOUT = timeout
        client.disabled_categories = set(off)
        found = client.check(text)
    except (LanguageToolError, requests.RequestException, LookupError, TypeError, ValueError) as error:
        late = "timed out" in str(error).lower()
        why = f"took more than {timeout:g} seconds" if late else f"failed: {_line(error)}"
        raise UnavailableError(f"the server {server.url} {why}") from None
    return [
        Match(m.offset, m.offset + m.error_length, m.rule_id, m.category, m.message, tuple(m.replacements))
        for m in found
    ]


class _Client(LanguageTool):
    _TIMEOUT: float = 60.0  # type: ignore[assignment]


@lru_cache(maxsize=64)
def _client(server: Server, language: str) -> _Client:
    return _Client(
        language, remote_server=server.url, proxies=None if server.proxied else {"http": "", "no_proxy": "*"}
    )


def start_command(port: int, download: bool) -> list[str]:
    """The command that starts LanguageTool on a port.

    It is where `LTP_PATH` says, or where `copydesk languagetool install` or the package itself has put it.

    Args:
        port: on the loopback interface.
        download: whether the package may download it (250 MB) where it is not installed.

    Raises:
        UnavailableError: Java or LanguageTool is missing or too old.
    """
    local = LocalLanguageTool.from_version_name(VERSION)
    try:
        confirm_java_compatibility(VERSION)
        with _path():
            if download:
                local.download()
            java, *rest = local.get_server_cmd(port)
            return [java, _MEMORY, *rest]
    except ModuleNotFoundError:
        why, what_helps = "no Java on the path", "install Java 17 or a later one"
    except SystemError as error:
        why, what_helps = _line(error).rstrip("."), "install a later one"
    except FileNotFoundError:
        why, what_helps = f"LanguageTool {VERSION} is not installed", "`copydesk languagetool install` does"
    except (SystemExit, LanguageToolError, OSError, ValueError) as error:  # the package exits over odd Javas
        why, what_helps = f"LanguageTool does not start: {_line(error)}", "mend that"
    raise UnavailableError(f"{why}; {what_helps}, or set `server`")


@contextmanager
def _path() -> Iterator[None]:
    """Let the package look where copydesk installs, if that is done and nobody says otherwise."""
    ours = folder()
    if "LTP_PATH" in os.environ or not (ours / f"LanguageTool-{VERSION}").is_dir():
        yield
        return
    os.environ["LTP_PATH"] = str(ours)
    try:
        yield
    finally:
        del os.environ["LTP_PATH"]


def _line(error: BaseException) -> str:
    """What an error says, on one line that is not too long."""
    return " ".join(str(error).split())[:200] or type(error).__name__
