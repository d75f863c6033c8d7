"""The case engine: procedures, moves, parts, clocks, routing."""
