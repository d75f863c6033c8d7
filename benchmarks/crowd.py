"""Several processes at once call the services themselves: what the engine and its database bear without pages.

`python -m benchmarks.crowd --seconds 15 --processes 4 --out FILE`, on a database that `benchmarks.engine` has filled.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")


def _work(what: str, seed: int, seconds: float) -> int:
    import django

    django.setup()
    from benchmarks import acts, city
    from linli.kernel.clock import moment
    from linli.registry.organisations.queries import organisations_in
    from linli.registry.places.queries import place

    on = moment().date()
    units = list(organisations_in(city.CITY, on=on))
    spots = [place(city.community_code(s, c), on=on).pk for s in range(1, 11) for c in (1, 25, 50)]
    random, by_id = Random(seed), {unit.pk: unit for unit in units}
    doing = acts.one_create if what == "create" else acts.one_life
    doing(0, units, by_id, spots, random)
    done, end = 0, perf_counter() + seconds
    while perf_counter() < end:
        doing(seed * 1_000_000 + done, units, by_id, spots, random)
        done += 1
    return done


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    rows: dict[str, object] = {"processes": options.processes}
    with get_context("spawn").Pool(options.processes) as pool:
        for what in ("create", "life"):
            counts = pool.starmap(_work, [(what, seed, options.seconds) for seed in range(options.processes)])
            rows[what] = {"per_second": round(sum(counts) / options.seconds, 1)}
    text = json.dumps(rows, indent=1)
    sys.stdout.write(text + "\n")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
