"""Layout, macros, pictures and static files: how every page looks. Knows no domain."""
