"""What tests share."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tools
from places import SHARED

#: The one lack that CI puts up with.
NO_JAVA = "no Java on this machine"


# Started in the background, we are deaf to Ctrl-C, and so would be what tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="Write the expected reports anew.")


@pytest.fixture
def update_golden(request) -> bool:
    """Whether expected reports are to be written anew."""
    return request.config.getoption("--update-golden")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """What starts a server of LanguageTool runs at night."""
    for item in items:
        if {"languagetool", "original"}.intersection(item.fixturenames):
            item.add_marker(pytest.mark.nightly)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Neighbours run in one process, which makes what they share once; an idle one takes over from others."""
    if config.getoption("dist") != "load":  # the default
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def pytest_collection_finish() -> None:
    """What thousands of collected tests consist of stays: it need not be looked through for garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failure: the machine lacks something that CI should have installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = (
        [s for s in reporter.stats.get("skipped", ()) if NO_JAVA not in str(s.longrepr)] if reporter else ()
    )
    if os.environ.get("CI") and skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory) -> Path:
    """Where copydesk remembers what it found, instead of in the user's own folder."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["COPYDESK_CACHE_DIR"] = str(folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def own_configuration(tmp_path_factory) -> Path:
    """Where the user's own configuration is looked for, and is none, instead of in the user's own folder."""
    folder = tmp_path_factory.mktemp("own")
    os.environ["COPYDESK_CONFIG_DIR"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def languagetool(tmp_path_factory) -> Path:
    """The folder that LanguageTool is installed in, where its rule finds it, and a Java that starts soon."""
    java = shutil.which("java")
    if not java:
        pytest.skip(f"{NO_JAVA}: what needs LanguageTool is not tested")
    folder = tools.FOLDER / "languagetool"
    if not (folder / "LanguageTool-6.8").is_dir():
        pytest.skip("LanguageTool is not installed: .ci/tools/all installs it")
    os.environ["LTP_PATH"] = str(folder)
    brief = tmp_path_factory.mktemp("java") / "java"
    brief.write_text(f'#!/bin/sh\nexec {java} {" ".join(tools.BRIEF_JAVA)} "$@"\n')
    brief.chmod(0o755)
    os.environ["PATH"] = f"{brief.parent}{os.pathsep}{os.environ['PATH']}"
    return folder


@pytest.fixture
def pack(tmp_path_factory):
    """Install a rule pack from its source; gives the environment that has it on the path."""

    def install(source: str, name: str = "extra") -> dict[str, str]:
        folder = tmp_path_factory.mktemp("pack")
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
        (folder / f"{name}-1.0.dist-info").mkdir()
        entry = f"[copydesk.rules]\n{name} = {name}\n"
        (folder / f"{name}-1.0.dist-info" / "entry_points.txt").write_text(entry)
        path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
        return {"PYTHONPATH": path}

    return install


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
