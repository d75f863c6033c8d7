"""The cheapest possible browser: one socket that stays open, forms out, status and address back."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlencode

TOKEN = "a" * 32


class Broken(Exception):
    """The server hung up or answered with something unexpected."""


class Browser:
    def __init__(self, port: int, cookie: str, timeout: float = 60.0) -> None:
        self.port, self.cookie, self.timeout = port, cookie, timeout
        self.connection: socket.socket | None = None

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        """Status and Location. A connection that the server has closed meanwhile is opened again, once."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields}).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._send(head.encode() + body)

    def get(self, path: str) -> tuple[int, str]:
        return self._send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookie}\r\n\r\n".encode())

    def _send(self, request: bytes) -> tuple[int, str]:
        for attempt in (1, 2):
            try:
                if self.connection is None:
                    self.connection = socket.create_connection(("127.0.0.1", self.port), self.timeout)
                self.connection.sendall(request)
                return self._answer()
            except (OSError, Broken):
                self.close()
                if attempt == 2:
                    raise
                time.sleep(0.01)
        raise AssertionError

    def _answer(self) -> tuple[int, str]:
        assert self.connection is not None
        data = b""
        while b"\r\n\r\n" not in data:
            more = self.connection.recv(65536)
            if not more:
                raise Broken
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        length = int(fields.get("content-length", 0))
        while len(body) < length:
            body += self.connection.recv(65536)
        if fields.get("connection", "").lower() == "close":
            self.close()
        return int(lines[0].split()[1]), fields.get("location", "")

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None
