"""Rules of the group names."""
