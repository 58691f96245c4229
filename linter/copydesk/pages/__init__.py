"""The article on a page: what the HTML report shows, and a review page can show too."""
