"""Rules of the group quotation."""
