from __future__ import annotations

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "linli.kernel.shell"
    label = "shell"
