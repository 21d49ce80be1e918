"""Research with what clients allow: the table that leaves, how coarse it is, its book, scripts that reckon again."""
