"""Processes are killed at random moments under load: what was acknowledged is there, exactly once."""
