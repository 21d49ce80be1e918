"""Django's PostgreSQL, with a lighter look at whether an idle connection is still there (ENGINE in the settings)."""
