"""A run: many files, checked by the linter.

runner         files checked, in this process or several
discovery      files found in folders
cache          reports kept from one run to the next
cross_article  articles compared with each other
changed_lines  only what a change touched
"""
