"""The audit of an archive: every article that a publisher has, checked once and looked at as a whole.

pipeline    the way through: list, check what changed, compare, write down
sources     what the archive consists of: files, sitemaps, tables
workers     processes that check batches, on this machine or on a Dask cluster
messages    what goes to the workers, and what they send back
database    the DuckDB file: opened, prepared, written
store       what is known of every file and article, in that file
duplicates  what stands in more than one article
names       how the archive spells names and terms
fix         safe fixes of the archive
report      the page, and the files for other programs
query       questions to the database
"""
