"""Reads of supervision; what an actor may not see does not exist for him."""
