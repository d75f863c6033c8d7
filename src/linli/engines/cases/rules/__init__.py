"""What the case engine decides without a database: pure functions and frozen dataclasses."""
