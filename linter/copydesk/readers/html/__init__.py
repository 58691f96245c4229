"""HTML: pages and fragments.

reader      the reader
tokens      tags and text, with their places
elements    what each element is
blocks      blocks of an article
drafts      blocks before they are emitted, and open elements
block_text  the text of one block
page        where the article is in a page
head        what a page's head says
inline      markup within a block
selector    the selector of the configuration
"""
