"""Certificates that are ours, as `weir doctor` sees them: whether each can be read, and how many days it holds."""

import ssl
import time
from _ssl import _test_decode_cert  # type: ignore[attr-defined]  # private, and so in no list of types
from collections.abc import Callable
from pathlib import Path

from streams.checkup import Diagnosis, fail, ok, warn

DAYS_WARN = 30.0
"""Convention, as of most monitoring: a month to get a new certificate."""

DAY_S = 86_400.0


def days_left(path: Path, now_s: float) -> float:
    """Until the first certificate of a PEM file ends; below 0 where it has. Raises OSError, ValueError for no PEM."""
    path.open("rb").close()  # the library's own error does not name the file
    try:
        # Python's own reader of certificates; there is no public one that needs no connection (CPython 3.11 to 3.14).
        ends = str(_test_decode_cert(str(path))["notAfter"])
    except ssl.SSLError as error:
        msg = f"{path}: holds no certificate in PEM"
        raise ValueError(msg) from error
    return (ssl.cert_time_to_seconds(ends) - now_s) / DAY_S


def look_at_own(path: Path, clock: Callable[[], float] = time.time) -> Diagnosis:
    """What stands in the way of showing this certificate. `clock`: seconds UTC."""
    try:
        days = days_left(path, clock())
    except OSError as error:
        return fail(f"{path}: {error.strerror}", "check its name, owner and rights")
    except ValueError as error:
        return fail(str(error), "give the PEM file of the certificate")
    if days < 0.0:
        return fail(f"our certificate {path} ended {-days:,.0f} days ago", "renew it: whoever checks it refuses us")
    said = f"our certificate {path} holds for {days:,.0f} days"
    if days < DAYS_WARN:
        return warn(said, "renew it before: once it has expired, whoever checks it refuses us")
    return ok(said)
