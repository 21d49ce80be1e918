"""The pages of a round, for both of the pair."""
