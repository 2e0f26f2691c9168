"""Get the browser that the page tests drive: one that is installed, else Debian's package, else Playwright's own.

Prints what was found. Ends with status 1, and a sentence, when none could be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of an installed Chromium: `DOSSIER_CHROMIUM`, or the first of `NAMES` on the path."""
    named = os.environ.get("DOSSIER_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def _quietly(command: list[str], timeout: float | None = None) -> bool:
    """Whether a command succeeds; what it prints is thrown away."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, timeout=timeout).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def install_package() -> bool:
    """Install Debian's package, where this process may."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return _quietly(["apt-get", "update", "-qq"]) and _quietly(install)


def install_playwright() -> bool:
    """Let Playwright download its own browser."""
    return _quietly([sys.executable, "-m", "playwright", "install", "chromium"], timeout=300)


def main() -> int:
    """Find or get a browser."""
    if find_browser() or (install_package() and find_browser()):
        print(f"page tests use {find_browser()}")
        return 0
    if install_playwright():
        print("page tests use Playwright's own Chromium")
        return 0
    print("NO BROWSER: neither Debian's chromium nor Playwright's could be installed; page tests will be left out")
    return 1


if __name__ == "__main__":
    sys.exit(main())
