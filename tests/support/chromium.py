"""The system's Chromium, as quiet as it can be."""

import os
import shutil

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of the browser.

    Raises:
        FileNotFoundError: there is none on this machine.
    """
    named = os.environ.get("ALLIANTIE_CHROMIUM")
    for name in (named, "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise FileNotFoundError("No Chromium on this machine; install the package chromium.")
