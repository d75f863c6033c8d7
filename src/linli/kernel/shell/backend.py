"""Jinja2 pages live in `templates/<module>/`, like every Django template; only ours are looked up here."""

from __future__ import annotations

from typing import Any

from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2
from django.template.utils import get_app_template_dirs


class Pages(Jinja2):
    app_dirname = "templates"

    @property
    def template_dirs(self) -> tuple[str, ...]:
        """Only this project's folders: a library's own templates are Django's and belong to the other engine."""
        ours = (str(d) for d in get_app_template_dirs(self.app_dirname) if "site-packages" not in str(d))
        return (*map(str, self.dirs), *ours)

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith(("django/", "axes/")):
            raise TemplateDoesNotExist(template_name, backend=self)
        return super().get_template(template_name)
