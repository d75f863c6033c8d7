"""What people type: passwords, codes, new accounts, capacities."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import Mandate, User


class ThreeClassesValidator:
    """A password mixes at least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if rules.classes_of(password) < rules.MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="too_few_classes")

    def get_help_text(self) -> str:
        return gettext("Mix at least three of: small letters, capitals, digits, other characters.")


class PasswordChange(ChangePasswordForm):  # type: ignore[misc] # allauth is untyped
    """A wrong old password counts towards the lock; the new one differs from the old."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean_oldpassword(self) -> str:
        typed: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, typed):
            raise get_adapter().validation_error("enter_current_password")
        return typed

    def clean_password1(self) -> str:
        chosen: str = self.cleaned_data["password1"]
        if self.user.check_password(chosen):
            raise ValidationError(_("The new password must differ from the old one."))
        return chosen


class _Counted:
    """A wrong code of the second step counts towards the same lock as a wrong password."""

    user: User
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Verification code")
        self.fields["code"].widget.attrs.update(inputmode="numeric", placeholder="")

    def clean_code(self) -> str:
        request = context.request
        named = {"username": self.user.username}
        if not AxesProxyHandler.is_allowed(request, named):
            request.axes_locked_out = True
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc] # the form mixed in has it
        except ValidationError:
            user_login_failed.send(sender=__name__, credentials=named, request=request)
            get_adapter().authentication_failed(request, **named)
            raise
        return code


class SecondStep(_Counted, AuthenticateForm):  # type: ignore[misc] # allauth is untyped
    pass


class SecondStepAgain(_Counted, ReauthenticateForm):  # type: ignore[misc] # allauth is untyped
    pass


class NewUser(forms.ModelForm):  # type: ignore[type-arg] # not generic while running
    class Meta:
        model = User
        fields = ["username", "display_name", "email"]
        help_texts = {"username": _("Letters, digits and @ . + - _ ; it cannot be changed later.")}


class NewMandate(forms.ModelForm):  # type: ignore[type-arg] # not generic while running
    """`area_code` instead of a list of all places: codes are what officials know."""

    area_code = forms.CharField(
        label=_("Area code"),
        max_length=20,
        required=False,
        help_text=_("Leave empty for the area of the organisation."),
    )

    class Meta:
        model = Mandate
        fields = ["post", "organisation", "starts_on", "ends_on"]
        help_texts = {"ends_on": _("The first day without this capacity; empty: until further notice.")}

    def __init__(self, *args: Any, posts: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined] # a choice of models
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined] # a choice of models


class Search(forms.Form):
    q = forms.CharField(label=_("Search"), max_length=64, required=False)

    @property
    def text(self) -> str:
        """What is searched for; nothing where it cannot be understood."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""
