"""The plugin's translations: every text has one, and what WordPress loads is made from them."""

import subprocess
import sys

from places import ROOT


def test_they_are_whole_and_made_anew():
    program = ROOT / "editors" / "wordpress" / "translations.py"
    done = subprocess.run([sys.executable, program, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
