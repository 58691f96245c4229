"""Data files that a script writes are what it writes today."""

import subprocess
import sys

import pytest

from places import ROOT


@pytest.mark.parametrize(
    "script", ["brand_names.py", "confusables_index.py", "demonyms.py", "known_names.py"]
)
def test_a_generated_file_is_fresh(script):
    done = subprocess.run([sys.executable, ROOT / "scripts" / script, "--check"], check=False)
    assert done.returncode == 0, f"run scripts/{script}"
