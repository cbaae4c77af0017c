"""A file system of one's own, so that the machine's folders stay as they are."""

import os
import shutil
import sys

from common import SKIPPED
from deployed import run

INSIDE = "CANDOUR_TEST_INSIDE"


def apart():
    """Starts this program again in a mount namespace of its own, where it is root. Once it is
    in one, goes on."""
    if INSIDE in os.environ:
        return
    # Root inside is nobody outside, unless it is root that runs this.
    alone = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if not shutil.which("unshare") or run(*alone, "true").returncode:
        skip("there is no unshare, or it may not be used here")
    os.environ[INSIDE] = "1"
    os.execvp(alone[0], [*alone, sys.executable, *sys.argv])


def skip(why):
    """Ends this check as one that was skipped."""
    print(f"skipped: {why}")
    sys.exit(SKIPPED)
