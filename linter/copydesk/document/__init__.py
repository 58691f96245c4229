"""Documents: what a reader makes of a source, and a rule looks at.

article     an article: its text, prose and blocks
metadata    what is known of an article beside its text
elements    what has no words: links, pictures, empty headings
quotations  quoted speech
sentences   the sentences of a text
language    the language of a block
"""
