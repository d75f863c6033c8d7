"""A bulletin as a spreadsheet: names are text whatever they start with, figures are numbers."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.oversight.supervision.models import Bulletin
from linli.oversight.supervision.terms import FIGURES

from .paper import attachment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bulletin_sheet(bulletin: Bulletin) -> HttpResponse:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, len(FIGURES), 12)
    sheet.write_string(0, 0, bulletin.title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, f"{bulletin.start.isoformat()} – {bulletin.last_on.isoformat()}")
    for column, label in enumerate([_("Unit"), *map(str, FIGURES.values())]):
        sheet.write_string(3, column, label, bold)
    lines = [*bulletin.data["units"], {"unit": _("Total"), **bulletin.data["total"]}]
    for row, line in enumerate(lines, start=4):
        sheet.write_string(row, 0, line["unit"])
        for column, name in enumerate(FIGURES, start=1):
            sheet.write_number(row, column, line[name])
    sheet.freeze_panes(4, 1)
    sheet.write_string(len(lines) + 5, 0, bulletin.text)
    book.close()
    return attachment(buffer.getvalue(), XLSX, f"{bulletin.title}.xlsx")
