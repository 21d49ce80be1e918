"""What a client's own pages show. Only what is theirs."""
