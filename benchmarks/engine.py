"""The engine in one process: queries, CPU and time of a create, a move, a worklist page, a look-up of a route.

linli must find its database; `python -m benchmarks.engine --cases 1000000 --out FILE` loads it first if empty.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command

    from benchmarks import acts, city
    from linli.kernel.clock import moment

    call_command("migrate", verbosity=0)
    city.build(moment())
    acts.load(options.cases)
    rows = acts.measure(options.times, random.Random(7))
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    sys.stdout.write(text + "\n")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
