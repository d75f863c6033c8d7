"""Stories that need two siblings, a file a story; wiring.py says who listens to what."""
