"""Results as a page for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEAD = """# Benchmarks

Made by `make bench` ({cases:,} made-up cases, the same for a seed; {routes:,} rows in the routing table). Server,
database, worker and load share the machine's two cores. CPU is that of the application's process, the median of the
run; times are wall clock. Peers' figures are from their own documentation, or were measured on a machine of this size.

| what | reach | measured | peers |
|---|---|---|---|
"""

NOTES = """
## How to read this

- *Queries* are statements on the database, without those that begin and end a transaction.
- *A create* routes, starts the clocks, writes case, part, clocks, step, audit entry, search keys and letters in one
  transaction.
- *By the services* means four processes that call the services themselves, as a lean interface would, without pages.
- *Through the pages* means real forms: session, mandate, form, CSRF check, redirect; two web processes of four threads.
- *Sustainable* is a third of the creates per second that the machine reaches with eight browsers; the spike sends four
  times that for a minute, whether or not the server is ready, from 64 connections, and counts afterwards what is in
  the database.
- Timings move with the machine (shared cores); queries and ratios do not. A fixed loop of plain Python took {loop} ms
  of CPU just before these runs; between 90 and 430 ms were seen on this machine from one hour to the next.

## Everything measured

| act | queries | app CPU ms | p50 ms | p95 ms |
|---|---|---|---|---|
"""


def write(results: dict[str, Any], path: Path) -> None:
    pg, http = results["postgresql"]["engine"], results["postgresql"]["http"]
    lines = [HEAD.format(cases=pg["cases"], routes=pg["routes"])]
    crowd = results["postgresql"]["crowd"]
    lines += [f"| {' | '.join(row)} |\n" for row in _targets(pg, crowd, http)]
    lines.append(NOTES.format(loop=pg["loop_ms"]))
    for name, found in results.items():
        for act, row in found["engine"].items():
            if isinstance(row, dict):
                lines.append(
                    f"| {act} ({name}) | {row['queries']} | {row['cpu_ms']} | {row['p50_ms']} | {row['p95_ms']} |\n"
                )
    for act in ("create", "life", "worklist"):
        row = http[act]
        lines.append(f"| {act} over HTTP: {row['per_second']}/s | | | {row['p50_ms']} | {row['p95_ms']} |\n")
    path.write_text("".join(lines), encoding="utf-8")


def _targets(
    pg: dict[str, Any], crowd: dict[str, Any], http: dict[str, Any]
) -> list[tuple[str, str, str, str]]:
    create, move, spike = pg["create"], pg["move"], http["spike"]
    lists = [row for name, row in pg.items() if name.startswith("list ") and "words" not in name]
    slowest = max(row["p95_ms"] for row in lists)
    return [
        (
            "create a case",
            "≤ 15 queries, ≤ 10 ms app CPU; ≥ 100/s",
            (
                f"{create['queries']} queries, {create['cpu_ms']} ms; "
                f"{crowd['create']['per_second']}/s by the services, {http['create']['per_second']}/s through the pages"
            ),
            "Signalen 47 queries, 67 ms, 3-8/s; Open Zaak 36, 57-71 ms, 9-11/s",
        ),
        (
            "a move",
            "≤ 12 queries, ≤ 8 ms app CPU",
            f"{move['queries']} queries, {move['cpu_ms']} ms",
            "44 / 64-70 queries",
        ),
        (
            "worklist page of 50 with the counts of all tabs",
            "≤ 8 queries, p95 ≤ 60 ms",
            (
                f"{max(row['queries'] for row in lists)} queries, p95 {slowest} ms (the slowest list; "
                f"{pg['list area, words']['p95_ms']} ms with a search for words)"
            ),
            "Signalen 513 queries for 100 rows",
        ),
        (
            "full life of a case (create, accept, reply, close)",
            "≥ 40/s",
            f"{crowd['life']['per_second']}/s by the services, {http['life']['per_second']}/s through the pages",
            "DIGIT 6.3/s on 16 cores",
        ),
        (
            "spike: 4x the sustainable rate for 60 s",
            "no failed or lost case, recovery < 30 s",
            (
                f"{spike['sustainable_per_second']}/s sustainable; {spike['arrived']} arrived, "
                f"{spike['failed']} failed, {spike['lost']} lost, recovered after {spike['recovered_after_s']} s"
            ),
            "DIGIT 4.4 % succeed",
        ),
        (
            "routing look-up, 10,000 grids x 200 categories",
            "≤ 2 ms",
            f"p50 {pg['route']['p50_ms']} ms, p95 {pg['route']['p95_ms']} ms",
            "Signalen 105-336 ms at 4,000 rules",
        ),
    ]
