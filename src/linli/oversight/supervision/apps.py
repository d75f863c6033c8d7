from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from .terms import HANDLE, PLAN

ENTRIES = (
    (
        _("Supervision"),
        "supervision:documents",
        "file-text",
        PLAN,
        200,
        _("Read policy documents in and send their tasks out."),
    ),
    (
        _("Supervision orders"),
        "supervision:orders",
        "clock-exclamation",
        HANDLE,
        210,
        _("Orders to answer by a day."),
    ),
    (_("Board"), "supervision:board", "adjustments", HANDLE, 220, _("How far every unit has come.")),
    (
        _("Bulletins"),
        "supervision:bulletins",
        "book-2",
        None,
        230,
        _("Reports of a period, with every unit's figures."),
    ),
)


class SupervisionConfig(AppConfig):
    name = "linli.oversight.supervision"
    label = "supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        from linli.kernel.audit.queries import register_witness
        from linli.kernel.shell import desks, navigation

        from . import procedures
        from .queries.documents import witness
        from .views.desk import CARDS

        del procedures  # imported to teach the engine this module's guards and effects
        register_witness("policy", witness)
        for entry in ENTRIES:
            navigation.register(navigation.Entry(*entry))
        for card in CARDS:
            desks.register(card)
