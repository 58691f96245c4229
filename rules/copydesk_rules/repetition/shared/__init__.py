"""What several rules of the group repetition share."""
