"""Linting: one source checked and fixed.

linter           the door: a source in, its report out
diagnostic       a finding with its place in the source
verify           whether a fix does what its rule meant
repeats          equal findings made one
precedence       conflicts between findings
ignore_comments  comments that suppress findings
fixer            fixes selected and applied
"""
