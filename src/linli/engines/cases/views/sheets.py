"""A worklist as a spreadsheet: text cells only, written row by row, so a long list costs little memory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import xlsxwriter
from django.utils.translation import gettext as _

from linli.engines.cases.terms import Level
from linli.kernel.labels import say
from linli.kernel.refusals import Text
from linli.kernel.shell.jinja import day, moment

if TYPE_CHECKING:
    from .worklists import Line

WIDTHS = (24, 40, 16, 14, 12, 14, 24, 24, 20, 18)


def workbook(title: Text, lines: Iterable[Line], at: datetime, limit: int) -> IO[bytes]:
    """An open file at its beginning. The last row says when and how many; a number never loses its digits."""
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 # the response reads and closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(str(title)[:31])
    head, text = (
        book.add_format({"bold": True, "bg_color": "#E8F0FB", "border": 1}),
        book.add_format({"num_format": "@"}),
    )
    for column, (name, width) in enumerate(zip(_names(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, line in enumerate(lines, start=1):
        for column, value in enumerate(_values(line)):
            sheet.write_string(count, column, value, text)
    if count:
        sheet.autofilter(0, 0, count, len(WIDTHS) - 1)
    note = _("%(count)d entries, exported on %(at)s") % {"count": count, "at": moment(at)}
    if count == limit:
        note += " " + _("(only the first %(limit)d are shown)") % {"limit": limit}
    sheet.write_string(count + 2, 0, note)
    book.close()
    file.seek(0)
    return file


def _names() -> list[str]:
    return [
        _("Number"),
        _("Title"),
        _("Procedure"),
        _("Stage"),
        _("Time limit"),
        _("Due"),
        _("Given out by"),
        _("Lead unit"),
        _("Area"),
        _("Opened at"),
    ]


def _values(line: Line) -> list[str]:
    case = line.row.case
    return [
        case.number,
        case.title,
        line.procedure,
        say(line.stage.title),
        str(Level(line.row.level).label) if line.tone else "",
        day(line.last_on) if line.last_on else "",
        line.owner,
        line.lead,
        case.area.name,
        moment(case.opened_at),
    ]
