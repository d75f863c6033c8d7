"""Over HTTP, with server, database, worker and load on the same two cores.

`python -m benchmarks.load --cases 1000000 --seconds 30 --out FILE`: creates, whole lives, the worklist page, and a
spike of four times the sustainable rate for a minute. Sustainable is a third of what the machine can do: a house sized
so digests such a minute within half a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
os.environ["LINLI_HTTPS"] = "0"

PORT = 18_099
CLERKS = 64


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command

    from benchmarks import acts, city
    from benchmarks.people import clerks
    from linli.kernel.clock import moment

    call_command("migrate", verbosity=0)
    city.build(moment())
    acts.load(options.cases)
    people = clerks(CLERKS)
    with Servers():
        rows = Runs(people, options.seconds).all()
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    sys.stdout.write(text + "\n")
    if options.out:
        options.out.write_text(text, encoding="utf-8")


class Servers:
    """Web processes and the worker, as in production."""

    def __enter__(self) -> None:
        env = {**os.environ, "LINLI_BIND": f"127.0.0.1:{PORT}", "LINLI_LOG": "WARNING"}
        web = ["gunicorn", "--config", "python:linli.config.gunicorn", "linli.config.wsgi"]
        self.processes = [
            subprocess.Popen([sys.executable, "-m", *web], env=env),
            subprocess.Popen([sys.executable, "-m", "django", "worker"], env=env),
        ]
        from benchmarks.browser import Browser

        for _ in range(120):
            try:
                if Browser(PORT, "").get("/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.25)
        raise RuntimeError("the server does not start")

    def __exit__(self, *args: object) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(60)


class Runs:
    def __init__(self, people: list, seconds: int) -> None:
        self.people, self.seconds = people, seconds

    def all(self) -> dict[str, object]:
        from django.db import connection

        from linli.engines.cases.models import Case

        rows: dict[str, object] = {"database": connection.vendor, "cases": Case.objects.count()}
        rows["create"] = self.closed_loop(self.create, 8)
        rows["life"] = self.closed_loop(self.life, 8)
        rows["worklist"] = self.closed_loop(lambda browser, clerk: browser.get("/cases/?list=unit"), 2)
        rate = rows["create"]["per_second"] / 3  # type: ignore[index]
        rows["spike"] = Spike(self, rate).run()
        return rows

    def create(self, browser: object, clerk: object, key: str = "") -> tuple[int, str]:
        return browser.post(  # type: ignore[attr-defined]
            "/cases/new/matter.general/",
            title="路灯不亮请派人查看",
            text="三号楼东侧路灯连续三天不亮。",
            area=clerk.area_id,  # type: ignore[attr-defined]
            lead=clerk.unit_id,  # type: ignore[attr-defined]
            category="facility.lamp",
            key=key or uuid4().hex,
        )

    def life(self, browser: object, clerk: object) -> tuple[int, str]:
        """Create, accept, reply, close: four requests by one clerk, whose unit leads."""
        status, address = self.create(browser, clerk)
        if status != 302:
            return status, address
        for version, (move, text) in enumerate(
            (("accept", ""), ("reply", "已修复。"), ("close", "")), start=1
        ):
            where = "" if move == "close" else "?part=own"
            status, _ = browser.post(  # type: ignore[attr-defined]
                f"{address}moves/{move}/{where}", version=version, text=text
            )
            if status != 302:
                return status, f"{move} {address}"
        return status, address

    def closed_loop(self, doing: Callable, threads: int) -> dict[str, object]:
        """So many browsers, each as fast as it is answered."""
        from benchmarks.browser import Browser

        times: list[float] = []
        failures: list[object] = []
        end = time.perf_counter() + self.seconds

        def browse(clerk: object) -> None:
            browser = Browser(PORT, clerk.cookie)  # type: ignore[attr-defined]
            while time.perf_counter() < end:
                began = time.perf_counter()
                status, where = doing(browser, clerk)
                times.append(time.perf_counter() - began)
                if status not in (200, 302):
                    failures.append((status, where))

        crowd = [threading.Thread(target=browse, args=(clerk,)) for clerk in self.people[:threads]]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        return summary(times, failures, self.seconds)


class Spike:
    """Requests arrive whether or not the server is ready for them; each has a key and is counted afterwards."""

    SECONDS = 60

    def __init__(self, runs: Runs, rate: float) -> None:
        self.runs, self.rate = runs, rate
        self.waiting: Queue[float | None] = Queue()
        self.latency: list[tuple[float, float]] = []
        self.failures: list[object] = []
        self.numbers: list[str] = []

    def run(self) -> dict[str, object]:
        crowd = [threading.Thread(target=self._browse, args=(clerk,)) for clerk in self.runs.people]
        for one in crowd:
            one.start()
        began = time.perf_counter()
        self._arrive(self.rate, 10)
        self._arrive(4 * self.rate, self.SECONDS)
        peak_ended = time.perf_counter()
        backlog = self.waiting.qsize()
        self._arrive(self.rate, 40)
        for _ in crowd:
            self.waiting.put(None)
        for one in crowd:
            one.join()
        calm = [latency for at, latency in self.latency if at < began + 10]
        normal = 2 * sorted(calm)[int(len(calm) * 0.95)] if calm else 1.0
        slow = [
            at + latency for at, latency in self.latency if at >= peak_ended and latency > max(normal, 0.5)
        ]
        from linli.engines.cases.models import Case

        found = Case.objects.filter(number__in=self.numbers).count()
        return {
            "sustainable_per_second": round(self.rate, 1),
            "arrived": len(self.latency),
            "failed": len(self.failures),
            "failures": self.failures[:3],
            "acknowledged": len(self.numbers),
            "lost": len(self.numbers) - found,
            "waiting_at_the_end_of_the_peak": backlog,
            "recovered_after_s": round(max(slow) - peak_ended, 1) if slow else 0.0,
        }

    def _arrive(self, rate: float, seconds: float) -> None:
        began = time.perf_counter()
        for index in range(int(rate * seconds)):
            moment = began + index / rate
            time.sleep(max(0.0, moment - time.perf_counter()))
            self.waiting.put(moment)

    def _browse(self, clerk: object) -> None:
        from benchmarks.browser import Browser

        browser = Browser(PORT, clerk.cookie)  # type: ignore[attr-defined]
        while (arrived := self.waiting.get()) is not None:
            try:
                status, address = self.runs.create(browser, clerk)
            except OSError as error:
                self.failures.append(str(error))
                continue
            self.latency.append((arrived, time.perf_counter() - arrived))
            if status == 302:
                self.numbers.append(address.strip("/").rpartition("/")[2])
            else:
                self.failures.append(status)


def summary(times: list[float], failures: list[object], seconds: int) -> dict[str, object]:
    from benchmarks.measuring import percentile

    return {
        "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(percentile(times, 0.5) * 1000, 1),
        "p95_ms": round(percentile(times, 0.95) * 1000, 1),
        "failed": len(failures),
        "failures": failures[:3],
    }


if __name__ == "__main__":
    main()
