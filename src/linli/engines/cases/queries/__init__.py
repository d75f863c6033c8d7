"""Reads of the case engine; every list and page is scoped to what the actor may see."""
