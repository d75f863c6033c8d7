from __future__ import annotations

from tests.browser.conftest import chromium, lived_in, settled, visit, visitors

__all__ = ["chromium", "lived_in", "settled", "visit", "visitors"]
