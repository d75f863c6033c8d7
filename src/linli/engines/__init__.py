"""Procedures, clocks and routing; policy standards."""
