"""The three administrators: three separate capacities, so that nobody watches himself."""

from __future__ import annotations

CONFIGURE = "system.configure"
GRANT = "security.grant"
AUDIT = "audit.read"

ADMINISTRATION = frozenset({CONFIGURE, GRANT, AUDIT})
CASEWORK = "cases."
