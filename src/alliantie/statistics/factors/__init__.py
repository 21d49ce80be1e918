"""Confirmatory factor analysis by maximum likelihood: one group, and the ladder of invariance over several."""
