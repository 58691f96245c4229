"""The system around: files, processes, git.

jsonl     files of one JSON record a line
git       what git knows of a folder
parallel  work spread over processes
patch     unified diffs
folders   the user's folders for settings and caches
signals   stretches that no signal interrupts
"""
