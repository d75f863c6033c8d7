"""The web server: `gunicorn --config python:linli.config.gunicorn linli.config.wsgi`.

LINLI_BIND       address and port, or unix:/path (default 127.0.0.1:8000); TLS ends at the proxy before it
LINLI_PROCESSES  worker processes (default 2), each with LINLI_THREADS threads (default 4)
LINLI_ACCESS_LOG "1": one line a request, without query, address or name
"""

from __future__ import annotations

import os
from pathlib import Path

bind = os.environ.get("LINLI_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("LINLI_PROCESSES", 2))
threads = int(os.environ.get("LINLI_THREADS", 4))
proc_name = "linli-web"

# A long request line or a slow client costs a thread; offices' browsers need neither.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
keepalive = 5
timeout = 60
graceful_timeout = 30

# Workers are replaced now and then, not all at once.
max_requests = 20_000
max_requests_jitter = 2_000

# Heartbeats on a full or slow disk would look like a hung worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
forwarded_allow_ips = os.environ.get("LINLI_PROXIES", "127.0.0.1,::1")

loglevel = "info"
accesslog = "-" if os.environ.get("LINLI_ACCESS_LOG") == "1" else None
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
