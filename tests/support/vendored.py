"""The published schemas that check-jsonschema brings along."""

import subprocess
import sys
from pathlib import Path


def assert_valid(schema: str, *files: Path) -> None:
    """Fail unless files are valid by a schema: `github-actions`, `gitlab-ci`, …"""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
