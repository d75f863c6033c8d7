"""Make everything that a checkout needs to run: packages, pages, translations, static files.

    python3 scripts/setup.py                 for development: locks/dev.txt
    python3 scripts/setup.py --production    for a server: locks/runtime.txt

A step that is already done costs a fraction of a second. An old Python can run this file too,
to say so clearly.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def run(*command: object, **more: object) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, **more)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"failed: {' '.join(str(part) for part in command)}")


def right_python() -> str:
    """The Python that runs this file, else a newer one on the path."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in (14, 13, 12, 11):
        found = shutil.which(f"python3.{minor}")
        if found:
            return found
    sys.exit(
        f"Linli needs Python 3.11 or newer; this is {sys.version.split()[0]}. "
        "On Debian 12 and Ubuntu 24.04: apt-get install python3 python3-venv"
    )


def make_venv() -> None:
    """With the standard library, else (Debian without python3-venv) with `virtualenv`."""
    if (
        PYTHON.exists()
        and subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    python = right_python()
    if subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode == 0:
        run(python, "-m", "venv", "--clear", VENV)
    elif subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        with tempfile.TemporaryDirectory() as folder:
            run(python, "-m", "pip", "install", "--quiet", "--target", folder, "virtualenv")
            run(python, "-m", "virtualenv", "--clear", VENV, env={**os.environ, "PYTHONPATH": folder})
    else:
        sys.exit(
            "This Python can make no virtual environment. On Debian and Ubuntu: apt-get install python3-venv"
        )


def build_tool() -> str:
    """The locked lines of setuptools: the project itself is built with it, without asking any index."""
    lines = (ROOT / "locks" / "dev.txt").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("setuptools=="))
    end = next(i for i, line in enumerate(lines) if i > start and not line.rstrip().endswith("\\"))
    return "\n".join(lines[start : end + 1]) + "\n"


def install(lock: Path) -> None:
    """Exactly the locked packages, each by its hash, then the project itself, editable."""
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    wanted = hashlib.sha256(lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    stamp = VENV / ".linli-lock"
    if stamp.exists() and stamp.read_text() == wanted and (VENV / "bin" / "linli").exists():
        return
    print(f"installing {lock.relative_to(ROOT)}: a minute or two", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as tool:
        tool.write(build_tool())
        tool.flush()
        run(*pip, "--require-hashes", "--requirement", tool.name)
    run(*pip, "--require-hashes", "--requirement", lock)
    run(*pip, "--no-build-isolation", "--no-deps", "--no-index", "--editable", ".")
    stamp.write_text(wanted)


def collect() -> None:
    """Static files under hashed names, again only when one of them changed."""
    data = Path(os.environ.get("LINLI_DATA") or ROOT / "var").resolve()
    files = sorted(path for path in (ROOT / "src").glob("linli/**/static/**/*") if path.is_file())
    seen = "".join(f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in files)
    wanted = hashlib.sha256((seen + (VENV / ".linli-lock").read_text()).encode()).hexdigest()
    stamp = data / "static" / ".stamp"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    run(VENV / "bin" / "linli", "collectstatic", "--no-input", "--verbosity", "0")
    stamp.write_text(wanted)


def main() -> None:
    make_venv()
    install(ROOT / "locks" / ("runtime.txt" if "--production" in sys.argv else "dev.txt"))
    run(PYTHON, "scripts/front_end.py")
    run(PYTHON, "scripts/translate.py", "compile")
    collect()


if __name__ == "__main__":
    main()
