"""The audit of an archive: every article that a publisher has, checked once and looked at as a whole.

Sources are listed (`inventory`), what changed since the last time is checked in batches by worker processes
(`worker`, on this machine by `local`, on a Dask cluster by `cluster`), and what they find goes into one
DuckDB file (`store`), in which the articles are then compared with each other. `audit` is the way through.
"""
