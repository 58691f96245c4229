"""Triage: findings that a house has decided about.

finding_key     what a finding is recognised by in another version of the text
matching        known findings paired with those of a run
baseline        the file of findings that were there already
baseline_match  what of a run the baseline knows
decisions       the log of what editors decided
add_ignores     ignore comments written into files
"""
