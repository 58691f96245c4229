"""What several rules of the group punctuation share."""
