"""Linting: one source checked and fixed.

linter           the door: a source in, its report out
check            the stages in between, article by article
report           what was found in a source, or in a file
diagnostic       a finding with its place in the source
placer           findings and their fixes placed in the source
safety           how far a fix is trusted
verify           whether a fix does what its rule meant
repeats          equal findings made one
precedence       conflicts between findings
ignore_comments  comments that suppress findings
fixer            fixes selected and applied
"""
