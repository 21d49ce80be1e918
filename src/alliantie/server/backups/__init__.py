"""Backups: made from one snapshot, sealed for a public key, checked by restoring them, and put back."""
