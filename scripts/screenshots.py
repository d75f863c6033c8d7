"""Pictures of the demonstration for the README and the guides: `make screenshots`.

Starts the demonstration on a free port in a folder of its own, signs in and takes each page.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from everything import chromium
from playwright.sync_api import Browser, sync_playwright
from with_postgresql import free_port

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
PASSWORD = "Linli-Demo-2026"
DESK, PHONE = (1360, 850), (390, 844)


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    person: str
    address: str
    size: tuple[int, int] = DESK


PICTURES = (
    Picture("home", "wangmin", "/"),
    Picture("cases", "lijing", "/cases/"),
    Picture("documents", "wangmin", "/supervision/documents/"),
    Picture("phone", "linan", "/", PHONE),
)


@contextmanager
def demonstration() -> Iterator[str]:
    """A fresh one; gives its address."""
    with tempfile.TemporaryDirectory(prefix="linli-pictures-") as data:
        environment = {**os.environ, "LINLI_DATA": data, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
        port = free_port()
        linli = [sys.executable, "-m", "django"]
        subprocess.run([*linli, "collectstatic", "--no-input", "-v", "0"], env=environment, check=True)
        serve = [*linli, "serve", "--demo", "--port", str(port)]
        process = subprocess.Popen(
            serve, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(f"http://127.0.0.1:{port}/readyz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            if process.poll() is not None:
                sys.exit("the demonstration does not start: try `make demo`")
            time.sleep(0.2)
        else:
            time.sleep(5)  # the worker delivers the first letters
            return
    sys.exit("the demonstration takes too long to start")


def take(browser: Browser, site: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", picture.person)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    answer = page.goto(site + picture.address)
    if answer is None or not answer.ok:
        sys.exit(f"{picture.address} answers {answer and answer.status} to {picture.person}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{picture.name}.png")
    context.close()
    print(f"{picture.name}.png: {(FOLDER / f'{picture.name}.png').stat().st_size // 1024} kB, {page.url}")


def main() -> None:
    path = chromium() or sys.exit("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for picture in PICTURES:
            take(browser, site, picture)
        browser.close()


if __name__ == "__main__":
    main()
