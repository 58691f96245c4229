"""Rules of the group grammar."""
