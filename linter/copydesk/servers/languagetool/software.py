"""The server's name and version, as LanguageTool's clients read it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from copydesk import _version

__all__ = ["INFO", "SOFTWARE"]


def _installed() -> str:
    """When this copy was made, in LanguageTool's form; clients with types expect a string."""
    made = datetime.fromtimestamp(Path(_version.__file__).stat().st_mtime, UTC)
    return made.strftime("%Y-%m-%d %H:%M:%S +0000")


#: What `/v2/check` says of it.
SOFTWARE = {
    "name": "copydesk",
    "version": _version.__version__,
    "buildDate": _installed(),
    "apiVersion": 1,
    "premium": False,
    "premiumHint": "",
    "status": "",
}
#: What `/v2/info` says of it.
INFO = {
    "software": {
        "name": "copydesk",
        "version": _version.__version__,
        "buildDate": SOFTWARE["buildDate"],
        "commit": _version.__version__,
        "premium": False,
    }
}
