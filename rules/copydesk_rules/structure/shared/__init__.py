"""What several rules of the group structure share."""
