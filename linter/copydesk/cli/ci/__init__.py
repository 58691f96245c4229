"""Files that put copydesk into a CI system or before a commit, for `copydesk init --ci`."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
from msgspec import Struct

from copydesk._version import __version__
from copydesk.errors import UsageError

__all__ = ["SYSTEMS", "Origin", "System", "origin"]

_ADDRESS = re.compile(r"(?P<address>[a-z]+://[\w.~:@%-]*/[\w.~%+/-]+?)(?:@(?P<revision>[\w.+/-]+))?")
_ON_A_FORGE = re.compile(r"https://[^/]+/(?P<path>[\w.-]+/[\w.-]+?)(?:\.git)?/?")


class Origin(Struct, frozen=True):
    """Where CI gets copydesk from: the address of a git repository, and the revision that is pinned."""

    address: str
    revision: str


class System(Struct, frozen=True):
    """A system that runs copydesk: the file that it reads, our template for it, and what to do then."""

    path: str
    template: str
    then: str

    def text(self, source: Origin) -> str:
        """The file's text.

        Raises:
            UsageError: the address is none that this system can use.
        """
        text = Path(__file__).with_name(self.template).read_text(encoding="utf-8")
        if "ACTION" in text:
            forge = _ON_A_FORGE.fullmatch(source.address)
            if not forge:
                raise UsageError(f"{source.address}: GitHub finds an action only at https://HOST/OWNER/NAME")
            text = text.replace("ACTION", forge["path"])
        return text.replace("ADDRESS", source.address).replace("REVISION", source.revision)


SYSTEMS = {
    "github": System(
        ".github/workflows/copydesk.yml",
        "github.yml",
        "commit it and open a pull request",
    ),
    "gitlab": System(
        ".gitlab-ci.yml",
        "gitlab.yml",
        "commit it and open a merge request",
    ),
    "pre-commit": System(
        ".pre-commit-config.yaml",
        "pre-commit.yaml",
        "run `pre-commit install`, and `pre-commit run --all-files` once",
    ),
}


class _VersionControl(Struct):
    commit_id: str


class _DirectUrl(Struct):
    """Where an installation came from, as the packaging specification of `direct_url.json` has it."""

    url: str
    vcs_info: _VersionControl | None = None


def origin(given: str | None) -> Origin:
    """Where CI is to get copydesk from.

    Args:
        given: an address, with "@REVISION" behind it or not; None for where this copy was installed from.

    Raises:
        UsageError: it is no address, or this copy was not installed from a git repository.
    """
    if given is None:
        return _installed_from()
    match = _ADDRESS.fullmatch(given)
    if not match:
        raise UsageError(
            f"--from {given}: not the address of a git repository, as https://HOST/OWNER/NAME@REVISION"
        )
    return Origin(match["address"], match["revision"] or f"v{__version__}")


def _installed_from() -> Origin:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        record = distribution("copydesk").read_text("direct_url.json")
    except PackageNotFoundError:
        record = None
    found = msgspec.json.decode(record, type=_DirectUrl) if record else None
    if found is None or found.vcs_info is None:
        raise UsageError(
            "this copydesk was not installed from a git repository; say --from ADDRESS, where CI finds one"
        )
    return Origin(found.url, found.vcs_info.commit_id)
