"""The benchmark beside other tools."""

import os
import subprocess
import sys

import pytest

from places import ROOT


@pytest.mark.slow
def test_it_measures_copydesk_and_names_what_is_missing(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "articles" / "one.txt").write_text("It opened in 1911 and is run by the same family.\n" * 20)
    false = tmp_path / "bin" / "proselint"
    false.write_text("#!/bin/sh\necho no >&2\nexit 3\n")
    false.chmod(0o755)
    options = (
        "--rounds",
        "1",
        "--megabytes",
        "0.01",
        "--posts",
        "20",
        "--only",
        "proselint",
        "harper",
        "vale-packs",
    )
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "beside.py", "--articles", tmp_path / "articles", *options],
        capture_output=True,
        text=True,
        env={**os.environ, "COPYDESK_TOOLS": str(tmp_path), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    out = done.stdout
    assert "harper: left out, not installed" in out
    assert "vale-packs: left out, no style pack write-good" in out
    assert "failed: exit code 3: no" in out
    assert "| copydesk | 0.00098 |" in out, "one article"
    assert "all cached: " in out
    assert "with one changed post among 20: " in out
