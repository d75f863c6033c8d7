"""CPU of this process, wall time and queries of one act; medians and percentiles over many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass
class Sample:
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    queries: int = 0

    def row(self) -> dict[str, float | int]:
        return {
            "queries": self.queries,
            "cpu_ms": round(median(self.cpu_ms), 2),
            "p50_ms": round(median(self.wall_ms), 2),
            "p95_ms": round(percentile(self.wall_ms, 0.95), 2),
            "n": len(self.wall_ms),
        }


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def sample(doing: Callable[[int], object], times: int, warm: int = 5) -> Sample:
    """Run `doing(i)`; the first rounds warm caches and are not counted; one more counts the queries."""
    found = Sample()
    for index in range(warm):
        doing(-1 - index)
    for index in range(times):
        began, cpu = perf_counter(), process_time()
        doing(index)
        found.cpu_ms.append((process_time() - cpu) * 1000)
        found.wall_ms.append((perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as captured:
        doing(times)
    found.queries = len(
        [q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    )
    return found
