"""Alliantie: working alliance and agreements of people who work together in a mandatory frame."""
