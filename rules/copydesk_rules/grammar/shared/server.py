"""What a LanguageTool server is: where, and which languages it knows."""

from __future__ import annotations

import re

import requests
from msgspec import Struct

from copydesk import UnavailableError
from copydesk_rules.grammar.shared.places import VERSION

__all__ = ["Server", "connect"]

#: How long a server may take to say what it is, in seconds.
_PATIENCE = 10.0
_MAJOR = VERSION.partition(".")[0]


class Server(Struct, frozen=True):
    """A server that answers.

    Attributes:
        url: without a path: "http://127.0.0.1:8081".
        languages: the codes of those that it knows.
        proxied: whether a proxy may stand between, as the environment says; to one of our own there is none.
    """

    url: str
    languages: frozenset[str]
    proxied: bool = True


def connect(url: str, proxied: bool = True) -> Server:
    """Ask a server what it is.

    Raises:
        UnavailableError: it does not answer, is no LanguageTool, or one of another version.
    """
    url = re.sub(r"/+(?:v2/*(?:check)?)?$", "", url if "://" in url else f"http://{url}")
    with requests.Session() as session:
        session.trust_env = proxied
        try:
            found = session.get(f"{url}/v2/info", timeout=_PATIENCE).json()["software"]["version"]
            languages = session.get(f"{url}/v2/languages", timeout=_PATIENCE).json()
            known = frozenset(str(language["longCode"]) for language in languages)
        except requests.Timeout:
            raise UnavailableError(f"the server {url} says nothing for {_PATIENCE:.0f} seconds") from None
        except requests.ConnectionError:
            raise UnavailableError(f"no server answers at {url}; start it, or set another") from None
        except (requests.RequestException, LookupError, TypeError, ValueError):
            raise UnavailableError(f"what answers at {url} is not LanguageTool {_MAJOR}") from None
    if str(found).partition(".")[0] != _MAJOR:
        raise UnavailableError(
            f"the server {url} is LanguageTool {found}, and copydesk understands {_MAJOR}; {VERSION} is best"
        )
    return Server(url, known, proxied)
