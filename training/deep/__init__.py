"""How the deep level's voices are weighed: errors put into clean text, and what each voice says of them."""
