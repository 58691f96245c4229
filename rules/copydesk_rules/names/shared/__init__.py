"""What several rules of the group names share."""
