"""Workers of an audit.

worker   a batch checked
local    processes of this machine
cluster  a Dask cluster
"""
