"""Only the doors of the sign-in library that this house uses: no sign-up, no e-mail, no social accounts."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import include, path

from linli.kernel.shell.gates import members, public

from . import views

own = [
    path("me/", views.me, name="me"),
    path("act-as/", views.act_as, name="act_as"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new_person"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/close/", views.close, name="close"),
    path("people/<int:pk>/reopen/", views.reopen, name="reopen"),
    path("people/<int:pk>/reset-password/", views.reset_password, name="reset_password"),
    path("people/<int:pk>/unlock/", views.unlock, name="unlock"),
    path("people/<int:pk>/reset-second-factor/", views.reset_second_factor, name="reset_second_factor"),
    path("people/<int:pk>/mandates/new/", views.new_mandate, name="new_mandate"),
    path("mandates/", views.mandates, name="mandates"),
    path("mandates/<int:pk>/revoke/", views.revoke, name="revoke"),
]

second = [
    path("", members(mfa.index), name="mfa_index"),
    path("authenticate/", public(mfa.authenticate), name="mfa_authenticate"),
    path("reauthenticate/", members(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("app/on/", members(totp.activate_totp), name="mfa_activate_totp"),
    path("app/off/", members(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("codes/", members(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("codes/new/", members(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("codes/download/", members(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]

urlpatterns = [
    path("accounts/login/", public(account.login), name="account_login"),
    path("accounts/logout/", members(account.logout), name="account_logout"),
    path("accounts/password/", members(account.password_change), name="account_change_password"),
    path("accounts/reauthenticate/", members(account.reauthenticate), name="account_reauthenticate"),
    path("accounts/second-step/", include(second)),
    path("accounts/", include((own, "accounts"))),
]
