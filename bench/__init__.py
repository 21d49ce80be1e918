"""How fast Alliantie is at size, against an empty Django page on the same machine: `python -m bench`. See README.md."""
