"""What several rules of the group markup share."""
