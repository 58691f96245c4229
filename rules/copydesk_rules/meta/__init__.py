"""Rules of the group meta."""
