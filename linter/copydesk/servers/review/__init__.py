"""The review: a page of this machine alone to look at articles, decide on findings, and save."""
