"""Accounts, mandates and credentials: every write, and what is remembered of signing in."""

from .accounts import (
    Issued,
    change_password,
    create_user,
    disable_user,
    enable_user,
    reset_password,
    reset_second_factor,
    unlock,
)
from .mandates import grant_mandate, revoke_mandate
from .sessions import second_factor_changed, sign_in_failed, signed_in, signed_out

__all__ = [
    "Issued",
    "change_password",
    "create_user",
    "disable_user",
    "enable_user",
    "grant_mandate",
    "reset_password",
    "reset_second_factor",
    "revoke_mandate",
    "second_factor_changed",
    "sign_in_failed",
    "signed_in",
    "signed_out",
    "unlock",
]
