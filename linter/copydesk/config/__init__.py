"""Configuration: TOML in, a frozen `Config` out. It is data; nothing in it runs code.

The file is `copydesk.toml`, or the table `[tool.copydesk]` of a pyproject.toml, found upward from
each checked file; the search ends at the root of the repository. Beneath it lies the user's own.

model      what a configuration file may say, and what holds for a file
reading    find, read, extend; which file may name what
mistakes   outside data that is not as it should be, in one line
rules      the rules that run, with their options
data_rules rules that a configuration has of its own: patterns, and styles of Vale
sources    where each value comes from
ledger     the file of names and terms that a house has learned
writing    changes of a configuration file
schema     JSON Schema, for editors
"""

from copydesk.config.data_rules import with_data_rules
from copydesk.config.model import Config, Selection
from copydesk.config.reading import (
    BASELINE,
    DECISIONS,
    NAME,
    config_for,
    find_config,
    forget,
    load_config,
    repository,
)
from copydesk.config.rules import DEFAULT_CONFIDENCE, make_rules

__all__ = [
    "BASELINE",
    "DECISIONS",
    "DEFAULT_CONFIDENCE",
    "NAME",
    "Config",
    "Selection",
    "config_for",
    "find_config",
    "forget",
    "load_config",
    "make_rules",
    "repository",
    "with_data_rules",
]
