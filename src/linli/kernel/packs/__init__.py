"""Policy as data: reading and checking the packs, by file and line."""
