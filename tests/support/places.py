"""Where things stand."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Real articles to measure on; beside the checkout, where there are any.
SHARED = ROOT.parent / "shared"
