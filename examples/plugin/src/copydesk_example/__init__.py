"""A rule pack with one rule."""

from copydesk_example.excited_headline import ExcitedHeadline

RULES = (ExcitedHeadline,)
