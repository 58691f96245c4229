"""Places in text, and edits of it: what is known before anything is read as an article.

span        half-open spans, lines and columns, UTF-16 units
edits       edits: which overlap, what a text is after them, where offsets move
source      a decoded file, or a part of one
source_map  from an article's text to its source
words       words of a text, and verse
dates       dates as articles give them
regex       patterns that compile when they are first used
"""
