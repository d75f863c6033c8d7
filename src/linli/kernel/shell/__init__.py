"""Base pages: layout, gates, refusals, preferences, help."""
