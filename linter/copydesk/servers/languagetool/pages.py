"""The description of the interface: for programs as OpenAPI, for people as a page made from it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from copydesk._version import __version__

__all__ = ["openapi", "page"]


@cache
def _description() -> dict[str, Any]:
    text = files("copydesk.servers.languagetool").joinpath("openapi.json").read_bytes()
    described: dict[str, Any] = msgspec.json.decode(text)
    described["info"]["version"] = __version__
    return described


def openapi() -> bytes:
    """The description of the interface, OpenAPI 3.1."""
    return msgspec.json.encode(_description())


def page() -> str:
    """The same as a page that needs no network and no script."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("copydesk.servers.languagetool"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("api.html").render(api=_description())
