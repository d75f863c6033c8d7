"""Sign-in, mandates, acting as."""
