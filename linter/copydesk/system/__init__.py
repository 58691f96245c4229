"""The system around: files, processes, git.

atomic    files written whole or not at all
beside    a new file, on its way into the place of an old one
jsonl     files of one JSON record a line
git       what git knows of a folder
parallel  work spread over processes
workers   the same, with one tool (a linter) a process
patch     unified diffs
folders   the user's folders for settings and caches
limits    how much time and memory a file may take
signals   stretches that no signal interrupts
"""
