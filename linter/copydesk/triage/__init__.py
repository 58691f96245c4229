"""Triage: findings that a house has decided about.

baseline     findings that were there already
matching     a known finding found again
decisions    the log of what editors decided
add_ignores  ignore comments written into files
"""
