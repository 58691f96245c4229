"""A rule pack with one rule and one command."""

from copydesk_example.excited_headline import ExcitedHeadline

RULES = (ExcitedHeadline,)
COMMANDS = {"shouts": "copydesk_example.shouts:shouts"}
