"""What tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from places import SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the expected reports anew.")


@pytest.fixture
def update_golden(request) -> bool:
    """Whether expected reports are to be written anew."""
    return request.config.getoption("--update-golden")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: the machine lacks something that CI should have installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def copydesk(tmp_path):
    """Run the command line in a folder of its own; gives the finished process."""

    def run(*args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None, cwd: Path = tmp_path):
        return subprocess.run(
            [sys.executable, "-m", "copydesk", *args],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "80", **(env or {})},
            check=False,
        )

    return run


@pytest.fixture
def shared() -> Path:
    """The folder of real articles that stands beside the checkout, where there is one."""
    if not SHARED.is_dir():
        pytest.skip("no folder of real articles beside the checkout")
    return SHARED
