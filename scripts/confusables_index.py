#!/usr/bin/env python3
"""Write rules/copydesk_rules/wording/confusables/index.msgpack: the word sets as they are once parsed.

    confusables_index.py [--check]

With --check nothing is written; the exit code says whether the file is what would be written.
"""

from __future__ import annotations

import sys

from copydesk_rules.wording.confusables.index import index_of_sets
from copydesk_rules.wording.confusables.shelf import INDEX

if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(INDEX.read_bytes() != index_of_sets())
    INDEX.write_bytes(index_of_sets())
