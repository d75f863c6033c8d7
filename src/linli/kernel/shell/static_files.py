"""Static files under hashed names, compressed; a missing one breaks the build, not the page."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ForgivingStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Called while a page renders, unlike the rewriting of style sheets, which stays strict."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
