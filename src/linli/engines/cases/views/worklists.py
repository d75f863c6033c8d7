"""The lists of work, their export, and how one line of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.engines.cases import permissions
from linli.engines.cases.forms.filters import FilterForm
from linli.engines.cases.queries import procedures, worklists
from linli.engines.cases.queries.worklists import BOUND, Filters, Row
from linli.engines.cases.rules.procedure import Stage
from linli.engines.cases.rules.worktime import last_day
from linli.engines.cases.terms import Level
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound, require
from linli.kernel.shell.desks import Figure, Tone
from linli.kernel.shell.gates import actor_of, members, moment
from linli.registry.places.queries import TreeNode, tree_for

from . import sheets

TITLES = {
    "mine": gettext_lazy("My to-do"),
    "unit": gettext_lazy("My unit's to-do"),
    "owned": gettext_lazy("Given out by my unit"),
    "area": gettext_lazy("In my area"),
    "overdue": gettext_lazy("Overdue"),
    "unrouted": gettext_lazy("Without a unit"),
    "done": gettext_lazy("Done by my unit"),
    "closed": gettext_lazy("Finished"),
}
BY_AREA = frozenset({"owned", "area", "overdue", "unrouted", "closed"})
TONES = {Level.GREEN: "green", Level.YELLOW: "yellow", Level.RED: "red"}
DESK_TONES: Mapping[str, Tone] = {"overdue": "red"}
EXPORT_LIMIT = 20_000
PORTION = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page and the spreadsheet show it; `tone` is empty where no time limit runs."""

    row: Row
    procedure: str
    stage: Stage
    tone: str
    lead: str = ""
    provisional: bool = False

    @property
    def owner(self) -> str:
        return self.row.case.owner.name if self.row.case.owner else ""

    @property
    def unit(self) -> str:
        """In a unit's own list: who gave the case out; in the others: who handles it."""
        return self.owner if self.row.part else self.lead

    @property
    def last_on(self) -> date | None:
        return last_day(self.row.due_at) if self.row.due_at else None


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    count: str
    active: bool


@dataclass(slots=True)
class Branch:
    """A place in the tree at the left, as `macros/tree.html` wants it."""

    name: str
    url: str
    key: str
    open: bool
    children: list[Branch] = field(default_factory=list)


@members
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    actor, names = actor_of(request), _lists(actor_of(request))
    name, form = _chosen(request, names), _form(request)
    found = worklists.page(
        actor, name, form.asked, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    counts = worklists.counts(actor, names)
    total = counts[name] if form.asked == Filters() else worklists.count(actor, name, form.asked)
    context = {
        "form": form,
        "name": name,
        "heading": TITLES[name],
        "found": found,
        "lines": list(lines(found.rows)),
        "is_own": worklists.WORKLISTS[name].over == "part",
        "total": total,
        "tabs": [_tab(each, counts[each], each == name) for each in names],
        "tree": _tree(request, actor, name, form.asked.area),
        "area": form.asked.area,
        "may_open": any(actor.holds(each.opener_power) for each in form.procedures),
    }
    return render(request, "cases/worklist.html", context)


@members
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The filtered list as a spreadsheet, at most EXPORT_LIMIT rows, in the order of the list."""
    actor, names = actor_of(request), _lists(actor_of(request))
    name, at = _chosen(request, names), moment()
    rows = worklists.export(actor, name, _form(request).asked, limit=EXPORT_LIMIT)
    book = sheets.workbook(TITLES[name], lines(rows), at, EXPORT_LIMIT)
    return FileResponse(book, as_attachment=True, filename=f"{TITLES[name]}-{day_of(at)}.xlsx")


def lines(rows: Iterable[Row]) -> Iterator[Line]:
    """In portions, so that a long export asks once for many cases and holds few of them."""
    for portion in _portions(rows):
        leads, uncertain = worklists.leads(portion), worklists.provisional(portion)
        yield from (_line(row, leads, uncertain) for row in portion)


def _line(row: Row, leads: Mapping[int, str], uncertain: frozenset[int]) -> Line:
    case, procedure = row.case, procedures.at_version(row.case.procedure, row.case.procedure_version)
    tone = TONES[Level(row.level)] if row.due_at is not None or row.level else ""
    stage = procedure.stages[case.stage]
    return Line(row, say(procedure.title), stage, tone, leads.get(case.pk, ""), case.pk in uncertain)


def _portions(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        yield portion


def _lists(actor: Actor) -> list[str]:
    names = worklists.worklists_of(actor)
    require(
        bool(names),
        _("Your present capacity handles no cases."),
        remedy=_("Switch to a capacity that includes this work, or ask the security administrator."),
    )
    return names


def _chosen(request: HttpRequest, names: list[str]) -> str:
    name = request.GET.get("list") or names[0]
    if name not in names:
        raise NotFound(_("Your present capacity has no such list."), remedy=_("Choose one of the tabs."))
    return name


def _form(request: HttpRequest) -> FilterForm:
    return FilterForm(request.GET, procedures=procedures.installed())


def _tab(name: str, count: int, active: bool) -> Tab:
    shown = f"{BOUND}+" if count > BOUND else str(count)
    return Tab(str(TITLES[name]), f"{reverse('cases:worklist')}?list={name}", shown, active)


def _tree(request: HttpRequest, actor: Actor, name: str, chosen: str) -> list[Branch]:
    """The areas of somebody who oversees one, on the lists that are about an area."""
    if name not in BY_AREA or not actor.holds(permissions.OVERSEE):
        return []
    query = request.GET.copy()
    for key in ("after", "before", "area"):
        query.pop(key, None)

    def branch(node: TreeNode) -> Branch:
        query["area"] = node.place.code
        address = f"{request.path}?{query.urlencode()}"
        below = [branch(child) for child in node.children]
        return Branch(node.place.name, address, node.place.code, node.is_open, below)

    return [branch(node) for node in tree_for(actor, on=day_of(moment()), chosen=chosen)]


def desk_figure(name: str) -> Callable[[Actor], Figure | None]:
    """How a home page card reads the length of one list (`kernel.shell.desks`)."""

    def read(actor: Actor) -> Figure | None:
        if name not in worklists.worklists_of(actor):
            return None
        number = worklists.counts(actor, [name])[name]
        tone = DESK_TONES.get(name, "") if number else ""
        return Figure(min(number, BOUND), TITLES[name], f"{reverse('cases:worklist')}?list={name}", tone)

    return read
