"""A classifier of lines: what belongs to an article, and what to the page that it was copied from."""
