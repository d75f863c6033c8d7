"""The web server and the settings of production, as an operator meets them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.operations.installation import ROOT, Installation

from everything import PRODUCTION  # isort: skip
from with_postgresql import free_port  # isort: skip

MB = 1024 * 1024


@contextmanager
def serving(place: Installation, **more: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """gunicorn with the shipped configuration, up and answering."""
    port = free_port()
    environment = {**place.environment, "LINLI_BIND": f"127.0.0.1:{port}", **more}
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:linli.config.gunicorn",
        "linli.config.wsgi",
    ]
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as web:
        try:
            wait_for(port)
            yield web, port
        finally:
            web.kill()


def wait_for(port: int, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


def test_the_deploy_check_is_clean_with_production_settings(tmp_path: Path) -> None:
    place = Installation(tmp_path, more=PRODUCTION)
    done = place.run("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_two_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    place = Installation(tmp_path)
    words = [sys.executable, "-c", "from linli.config import settings; print(settings.SECRET_KEY)"]
    started = [
        subprocess.Popen(words, cwd=ROOT, env=place.environment, stdout=subprocess.PIPE) for _ in range(4)
    ]
    secrets = {process.communicate()[0] for process in started}
    assert len(secrets) == 1
    assert len(secrets.pop()) > 60
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_it_answers_and_ends_cleanly_when_told(ready: Installation) -> None:
    with serving(ready) as (web, port):
        for page in ("healthz", "readyz"):
            assert urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5).status == 200
        web.send_signal(signal.SIGTERM)
        assert web.wait(20) == 0


def test_serve_starts_the_town_and_ends_web_and_worker_together(empty: Installation) -> None:
    port = free_port()
    words = [sys.executable, "-m", "django", "serve", "--demo", "--port", str(port)]
    with subprocess.Popen(words, cwd=ROOT, env=empty.environment, stderr=subprocess.PIPE, text=True) as both:
        try:
            wait_for(port, 90)
            both.send_signal(signal.SIGTERM)
            assert both.wait(45) == 0
        finally:
            both.kill()
        assert both.stderr is not None
        said = both.stderr.read()
    assert "Shutting down: Master" in said
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_it_is_alive_but_not_ready_without_migrations(empty: Installation) -> None:
    with serving(empty) as (_web, port):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5)
        assert refused.value.code == 503


@pytest.mark.parametrize("header", [f"Content-Length: {10_000 * MB}", "Transfer-Encoding: chunked"])
def test_a_body_over_the_limit_is_refused_before_it_is_read(ready: Installation, header: str) -> None:
    """The answer comes though not one byte of the body was sent; the line takes no more than buffers hold."""
    with serving(ready) as (_web, port), socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"POST /cases/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{header}\r\n\r\n".encode())
        assert line.recv(20).startswith(b"HTTP/1.1 413")
        sent = 0
        line.settimeout(3)
        try:
            while sent < 200 * MB:
                sent += line.send(bytes(MB))
        except OSError:
            pass
        assert sent < 50 * MB


def test_an_overlong_request_line_is_refused(ready: Installation) -> None:
    with serving(ready) as (_web, port), socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"GET /?q=" + b"a" * 8000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert line.recv(20).startswith(b"HTTP/1.1 414")
