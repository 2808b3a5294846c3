"""What the child may do: read and write the two pipes it was born with, for a while."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import time

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
"""For one mail."""
CPU_EVER = 600
"""For all mails of one child; the parent starts another long before."""
_DUMPABLE, _NO_NEW_PRIVS = 4, 38


def confine() -> None:
    """Take from this process, for good, what reading a mail does not need.

    With no descriptor to be had there is no file to write and no socket to open, and nothing can
    be imported any more: everything needed must be loaded before.
    """
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        # Where a system refuses one of them (macOS knows no RLIMIT_AS) the others still hold.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))
    with contextlib.suppress(OSError, AttributeError, TypeError):
        control = ctypes.CDLL(None).prctl
        control(_DUMPABLE, 0, 0, 0, 0)
        control(_NO_NEW_PRIVS, 1, 0, 0, 0)


def allow_one_mail() -> None:
    """Give the process its CPU seconds for the next mail; the system ends it after them."""
    until = int(time.process_time()) + CPU_SECONDS + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, CPU_EVER), CPU_EVER))
