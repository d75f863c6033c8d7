"""Policy documents and standards, in plain Python."""
