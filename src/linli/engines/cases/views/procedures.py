"""Procedures as a clerk reads them: a table and a drawing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from markupsafe import Markup

from linli.engines.cases.queries import procedures
from linli.engines.cases.rules.drawing import NEEDS, PART_STAGES, as_svg
from linli.engines.cases.rules.procedure import Procedure
from linli.kernel import packs
from linli.kernel.labels import say
from linli.kernel.shell.gates import members

from . import story


@members
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/procedures.html", {"procedures": procedures.installed()})


def _citation(found: Procedure) -> str:
    """The document by its short title, and the article as it is cited there."""
    name = found.basis.get("document", "")
    pack = packs.installed().packs.get(name)
    document = pack.one("document") if pack else None
    title = say(document.data["short"]) if document else name
    return f"{title} {found.basis.get('article', '')}".strip()


@members
@require_safe
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    found = procedures.current(name)
    drawing = Markup(as_svg(found, get_language() or "zh-hans"))  # built from escaped text only
    stages = {stage: say(each.title) for stage, each in found.stages.items()}
    context = {
        "procedure": found,
        "rests_on": _citation(found),
        "drawing": drawing,
        "stage_titles": stages,
        "part_titles": {stage: say(label) for stage, label in PART_STAGES.items()},
        "need_titles": {need: say(label) for need, label in NEEDS.items()},
        "units": story.UNITS,
        "did": story.DID,
    }
    return render(request, "cases/procedure.html", context)


@members
@require_safe
def drawing(request: HttpRequest, name: str) -> HttpResponse:
    svg = as_svg(procedures.current(name), get_language() or "zh-hans")
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.svg"'
    return response
