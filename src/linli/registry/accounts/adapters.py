"""What the sign-in library is told about this house: closed doors, and every step remembered."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import ANYONE, Actor
from linli.kernel.clock import moment

from . import services

SAID = {
    "account/messages/password_changed.txt": _("Your password has been changed."),
    "mfa/messages/totp_activated.txt": _("Two-step sign-in is on. Keep your recovery codes."),
    "mfa/messages/totp_deactivated.txt": _("Two-step sign-in is off."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes have been made."),
}
SECOND_FACTOR = {
    "mfa/email/totp_activated": "second_factor_on",
    "mfa/email/totp_deactivated": "second_factor_off",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Accounts are opened by an administrator; signing in, failing and leaving stand in the audit chain."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        services.signed_in(actor=Actor(user_id=user.pk), user_id=user.pk, at=moment())

    def logout(self, request: HttpRequest) -> None:
        if (pk := request.user.pk) is not None:
            services.signed_out(actor=Actor(user_id=pk), user_id=pk, at=moment())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        services.sign_in_failed(
            actor=ANYONE,
            username=str(credentials.get("username", "")),
            locked=bool(getattr(request, "axes_locked_out", False)),
            at=moment(),
        )

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        services.change_password(actor=Actor(user_id=user.pk), user=user, password=password, at=moment())

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *rest: Any, **more: Any
    ) -> None:
        """The library's one place that hears of a changed second factor: into the chain, not into a mail."""
        if act := SECOND_FACTOR.get(template_prefix):
            services.second_factor_changed(
                actor=Actor(user_id=user.pk), user_id=user.pk, act=act, at=moment()
            )

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """In this house's words; what it has no words for need not be said."""
        if said := kwargs.get("message") or SAID.get(message_template or ""):
            messages.add_message(request, level, said)
