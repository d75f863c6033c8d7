"""Thin entrances for people outside the offices."""
