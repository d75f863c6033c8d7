"""The pages of cases, a file a place: worklists, one case, its moves, opening, routing, procedures."""
