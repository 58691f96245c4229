"""The review: a page of this machine alone to look at articles, decide on findings, and save.

server          the socket, the browser that it opens
app             what is answered at which path
access          who may ask
session         all files of a review
file_session    one of them: its report, and the decisions on it
rows            its lines in the list of articles
article_page    an article's markup, and what is told of its findings
storage         where the articles are from, and go to
decision_store  where decisions are kept
accepted        accepted fixes, made
rewrite         an editor's own words instead of a fix's
background      the process that checks all files meanwhile
archive_lookup  where else something was published
"""
