from __future__ import annotations

from linli.engines.cases.tests.conftest import sent, sign_in

__all__ = ["sent", "sign_in"]
