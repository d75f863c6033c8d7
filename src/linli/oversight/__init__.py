"""Supervision, assessment and publication."""
