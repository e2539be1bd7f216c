"""What a search finds: the text as a reader sees it, in lexemes, and the query that asks for them."""
