"""`linli serve`: the web server and the worker together, for a demonstration or a small office."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any, NoReturn

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

PROGRAMS = {
    "web": ("gunicorn", "--config", "python:linli.config.gunicorn", "linli.config.wsgi"),
    "worker": ("django", "worker"),
}
TOO_SHORT = 5.0  # seconds; what ends sooner is broken and not started again
PATIENCE = 40.0  # seconds for a clean end: longer than gunicorn's own


class Command(BaseCommand):
    help = "Serve pages and run the worker; Ctrl-C or SIGTERM stops both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="first build the demonstration town")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not _is_free(host, port):
            raise CommandError(
                _("Port %(port)d is taken: stop what runs there, or choose another (PORT=8001 make demo).")
                % {"port": port}
            )
        if options["demo"]:
            call_command("migrate", verbosity=0)
            call_command("demo", stdout=self.stdout)
        self.environment = {**os.environ, "LINLI_BIND": f"{host}:{port}"}
        self.environment.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
        self.running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
        try:
            for name in PROGRAMS:
                self._start(name)
            self.stdout.write(f"Linli: http://{host}:{port}")
            self.stdout.flush()
            self._watch()
        finally:
            self._end()

    def _start(self, name: str) -> None:
        """In a session of its own: Ctrl-C reaches only this process, which then ends the others in order."""
        command = [sys.executable, "-m", *PROGRAMS[name]]
        process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        self.running[name] = (process, time.monotonic())

    def _watch(self) -> NoReturn:
        """What falls over is started again, unless it fell at once."""
        while True:
            time.sleep(0.5)
            for name, (process, since) in list(self.running.items()):
                if process.poll() is None:
                    continue
                self.stderr.write(f"{name} ended with {process.returncode}")
                if time.monotonic() - since < TOO_SHORT:
                    raise CommandError(_("%(name)s does not start.") % {"name": name})
                self._start(name)

    def _end(self) -> None:
        for process, _since in self.running.values():
            process.terminate()
        for process, _since in self.running.values():
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    signal.signal(number, signal.SIG_IGN)
    sys.exit(0)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            return False
    return True
