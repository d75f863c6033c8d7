"""How a chain of audit is computed. Pure: bytes in, bytes out.

An entry's hash covers its own content and the hash of the previous entry of the same record, so a row that
is altered, missing or out of order breaks its record's chain. A day's seal is a Merkle root over all rows
since the seal before and covers that seal, so a chain cut at its end shows too once the day is sealed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

GENESIS = bytes(32)


def canonical(content: Mapping[str, Any]) -> bytes:
    """One spelling of a JSON object: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """Only what JSON says twice in the same way: moments as UTC text, sets sorted, the rest by `str`."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return items if isinstance(value, list | tuple) else sorted(items)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def entry_hash(previous: bytes, content: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(previous + canonical(content)).digest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """Root of a binary tree (RFC 6962): leaves and nodes have different prefixes; empty: hash of nothing."""
    row = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not row:
        return hashlib.sha256(b"").digest()
    while len(row) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        row = pairs + ([row[-1]] if len(row) % 2 else [])
    return row[0]


def seal_hash(previous: bytes, day: date, through: int, count: int, root: bytes) -> bytes:
    content = {"day": day.isoformat(), "through": through, "count": count, "root": root.hex()}
    return entry_hash(previous, content)
