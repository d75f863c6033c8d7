"""The channels that ship with the platform. Others (SMS, WeChat, a superior system) register the same way."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from .models import InboxItem, Message


class Inbox:
    """Into the platform itself; same database, same transaction: exactly once."""

    name = "inbox"
    is_inside = True

    def check_config(self) -> list[str]:
        return []

    def deliver(self, message: Message, *, at: datetime) -> None:
        kind, _, number = message.to.partition(":")
        if kind not in ("user", "unit"):
            raise ValueError("the inbox takes letters to user:N and unit:N")
        InboxItem.objects.get_or_create(
            key=message.key,
            defaults={
                "user_id": int(number) if kind == "user" else None,
                "organisation_id": int(number) if kind == "unit" else None,
                "subject": message.subject,
                "body": message.body,
                "link": message.link,
                "at": at,
            },
        )


class Mail:
    """E-mail. The key becomes the Message-ID, so a mail client shows a repeated delivery once."""

    name = "email"
    is_inside = False

    def check_config(self) -> list[str]:
        is_ours = not settings.DEFAULT_FROM_EMAIL.endswith("@localhost")
        return [] if is_ours else ["LINLI_EMAIL_FROM is not set: mail would come from nobody."]

    def deliver(self, message: Message, *, at: datetime) -> None:
        del at
        EmailMessage(
            subject=message.subject,
            body=f"{message.body}\n\n{message.link}".strip(),
            to=[message.to],
            headers={"Message-ID": f"<{message.key}@linli>"},
        ).send(fail_silently=False)
