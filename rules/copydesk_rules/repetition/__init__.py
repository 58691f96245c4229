"""Rules of the group repetition."""
