"""Static files under hashed names, compressed; a missing one breaks the build, not the page."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ForgivingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    manifest_strict = False
