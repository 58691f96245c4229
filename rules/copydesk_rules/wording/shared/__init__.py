"""What several rules of the group wording share."""
