"""The system's Chromium, as quiet as it can be."""

import os
import shutil

# Of two lists of features only the last counts, so what Playwright switches off stands here as well.
PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "msForceBrowserSignIn,msEdgeUpdateLaunchServicesPreferredVersion"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The address bar of each window, which nobody sees, keeps two pages of its own at hand: a quarter of the work.
    f"--disable-features={PLAYWRIGHTS},WebUIOmniboxPopup,WebUIOmniboxAimPopup",
]
# A page of a test lives for a second: the slowest and best of the compilers of scripts costs more than it gives.
IN_TESTS = [*FLAGS, "--js-flags=--no-turbofan"]


def chromium() -> str:
    """Return the path of the browser: the one without windows, where it is there, does the same with less work.

    Raises:
        FileNotFoundError: there is none on this machine.
    """
    named = os.environ.get("ALLIANTIE_CHROMIUM")
    for name in (named, "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise FileNotFoundError("No Chromium on this machine; install the package chromium-headless-shell.")
