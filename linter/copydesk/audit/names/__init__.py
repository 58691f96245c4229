"""Names in an archive.

ledger    names as the archive has them
variants  spellings of one name
"""
