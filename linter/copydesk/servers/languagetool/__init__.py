"""LanguageTool's API over HTTP for the plugins that there are, and our own report.

server        the socket and the checking processes
app           what is answered at which path
access        who may ask, and how much at once
limits        the figures of that
parameters    LanguageTool's parameters
annotated     its annotated text
report_requests  requests for our own report
blocks        an article in blocks, as a source
block_reports  the report on one
jobs          what a checking process is asked, and answers
pool          the checking processes
worker        one of them
checker       what it does
matches       findings in LanguageTool's form
replacements  what may be put at each place of one
rules         rules in its form
languages     languages in its form
software      who we are
answer_cache  the latest answers
metrics       counts for Prometheus
pages         the description of the interface
"""
