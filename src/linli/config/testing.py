"""Settings for tests: a folder of their own, plain HTTP, passwords that hash quickly. Nothing of ours is replaced."""

from __future__ import annotations

import os
import tempfile

os.environ["LINLI_DATA"] = tempfile.mkdtemp(prefix="linli-test-")
os.environ["LINLI_HTTPS"] = "0"
os.environ.pop("LINLI_DEBUG", None)

from .settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
if not DATABASE_URL:  # noqa: F405
    # A file, as an installation has: each thread of a live server gets a connection of its own.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["LINLI_DATA"], "test.sqlite3")}  # noqa: F405
