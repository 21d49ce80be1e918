"""What is due: calendars, timelines, duties and gates. Pure functions; no database, no clock."""
