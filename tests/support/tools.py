"""The programs that tests use and that are no Python packages; `.ci/tools` installs them."""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("COPYDESK_TOOLS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "copydesk-tools"
)


def tool(name: str) -> str:
    """The path of a program; the test is skipped where it is not installed."""
    found = shutil.which(name) or shutil.which(name, path=FOLDER / "bin")
    if not found:
        pytest.skip(f"{name} is not installed: .ci/tools/all installs it")
    return found


#: What starts a Java that does not live long with half the work: code is compiled once, and not yet better.
BRIEF_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def schema(name: str) -> Path:
    """The path of a schema that `.ci/tools` fetches; the test is skipped where it is not there."""
    path = FOLDER / "share" / name
    if not path.is_file():
        pytest.skip(f"{name} is not there: .ci/tools/all fetches it")
    return path
