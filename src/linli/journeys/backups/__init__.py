"""An installation becomes one file and rises from it again: database, attachments, proof that all is there.

The archive is a ZIP: `manifest.json`, `database.dump` (pg_dump's custom format) or `database.sqlite3`, and
`attachments/ab/<sha256>`. The manifest names every member with size and SHA-256, the migrations, and the
state of the audit chain at that moment. Members with any other name are refused, so nothing is ever written
elsewhere.
"""

from __future__ import annotations

from .making import make
from .restoring import inspect, restore

__all__ = ["inspect", "make", "restore"]
