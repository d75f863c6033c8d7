"""The chain of audit: what was written, by whom, provably."""
