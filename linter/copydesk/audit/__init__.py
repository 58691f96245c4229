"""The archive: everything that was ever published, audited as one."""
