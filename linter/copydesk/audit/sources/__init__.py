"""Sources of an archive.

inventory  what is there, and what changed
storage    local files and addresses
tables     rows of Parquet and CSV
"""
