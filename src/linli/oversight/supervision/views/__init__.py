"""The pages of supervision, a file a noun."""
