"""Documents to print: text with a little markup, and accessible PDF. Knows no case, no practice and no Django."""
