"""The check of one output for `weir doctor`: reachable, TLS, the certificate's days, the clock; no alert is sent.

It connects and shakes hands as a sink does. Of a receiver over HTTP it asks `HEAD /`, without a token: any answer shows
that it lives, and bears its clock. What is told names the host, never a path or a secret.
"""

import email.utils
import http.client
import os
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.request import getproxies, proxy_bypass

from streams.checkup import Diagnosis, Status, fail, ok, warn
from streams.outputs.reach.destination import Destination, destination_of
from streams.outputs.settings import OutputSettings
from streams.outputs.tls import TlsSettings, context_of
from streams.own_certificate import DAY_S, DAYS_WARN, look_at_own

CONNECT_S = 5.0
"""Convention: a receiver in the plant answers in milliseconds, one abroad in a second."""

REFUSED_WITHIN_S = 1.0
"""Under TLS 1.3 a server refuses our certificate after the handshake, within one round trip."""

CLOCK_WARN_S = 60.0
"""Signed webhooks are refused past five minutes (Standard Webhooks); a minute is well before that."""


def look_at(settings: OutputSettings, clock: Callable[[], float] = time.time) -> Diagnosis:
    """What stands in the way of this output, our certificate included. `clock`: seconds UTC."""
    found = _looked_at(settings, clock)
    if settings.cert_file is None:
        return found
    own = look_at_own(Path(settings.cert_file), clock)
    # Of both the graver, with what is to do about it.
    worse = own if _GRAVITY[own.status] > _GRAVITY[found.status] else found
    return Diagnosis(worse.status, f"{found.said}; {own.said}", worse.remedy)


_GRAVITY: dict[Status, int] = {"ok": 0, "warn": 1, "fail": 2}


def _looked_at(settings: OutputSettings, clock: Callable[[], float]) -> Diagnosis:
    to = destination_of(settings.to)
    if settings.to.startswith("file:"):
        return _file(Path(settings.to.removeprefix("file:")))
    if to is None:
        return ok("of a kind that is not looked at from here: `weir sinks test` sends an alert")
    if to.http and (proxy := getproxies().get("https" if to.tls else "http")) and not proxy_bypass(to.host):
        return ok(f"{to}, through a proxy ({proxy.rpartition('@')[2]}): not looked at behind it")
    try:
        return _receiver(to, settings, clock)
    except OSError as error:
        return _failed(to, error)


def _failed(to: Destination, error: OSError) -> Diagnosis:
    match error:
        case socket.gaierror():
            said, remedy = f"the name is not found: {error.strerror}", "mend the name, or the name server of this host"
        case ssl.SSLCertVerificationError():
            said = f"its certificate is not believed: {error.verify_message}"
            remedy = "renew it there, or name its authority in ca_file and its own name in `to`"
        case ssl.SSLError():
            said, remedy = f"no TLS: {error.reason or error}", "see whether this port speaks TLS"
        case _:
            said, remedy = error.strerror or str(error), "see whether it runs, and what lies between"
    return fail(f"{error.filename or to}: {said}", remedy)


def _file(path: Path) -> Diagnosis:
    folder = path.absolute().parent
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        return fail(f"{path}: {there} is no folder", "name another place")
    if not os.access(path if path.exists() else there, os.W_OK):
        return fail(f"{path}: can't be written to", "check its owner and rights")
    return ok(f"{path} may be written to")


def _receiver(to: Destination, settings: OutputSettings, clock: Callable[[], float]) -> Diagnosis:
    if to.datagrams:
        socket.getaddrinfo(to.host, to.port, type=socket.SOCK_DGRAM)
        return ok(f"{to}: the name is found; nobody answers to datagrams")
    found = []
    days: float | None = None
    with ExitStack() as closed:
        connection = closed.enter_context(socket.create_connection((to.host, to.port), CONNECT_S))
        if to.tls:
            files = TlsSettings(ca_file=settings.ca_file, cert_file=settings.cert_file, key_file=settings.key_file)
            shaken = closed.enter_context(context_of(files).wrap_socket(connection, server_hostname=to.host))
            days = _days_left(shaken, clock())
            found.append(f"{shaken.version()}, the certificate holds for {days:,.0f} days")
            connection = shaken
        ahead_s = _ahead_s(connection, to, clock) if to.http else None
        if not to.http and _closed(connection):
            said = f"{to}: it closes the connection at once"
            return fail(said, "see its log: it may refuse our certificate, or this host")
    if ahead_s is not None:
        found.append(f"its clock differs by {abs(ahead_s):,.0f} s")
    said = "; ".join([f"{to} answers", *found])
    if days is not None and days < DAYS_WARN:
        return warn(said, "renew the receiver's certificate: once it has expired, alerts wait")
    if ahead_s is not None and abs(ahead_s) > CLOCK_WARN_S:
        return warn(said, "set the clock that is wrong by NTP: signatures and times are refused or misplaced")
    return ok(said)


def _days_left(connection: ssl.SSLSocket, now: float) -> float:
    certificate = connection.getpeercert() or {}
    return (ssl.cert_time_to_seconds(str(certificate["notAfter"])) - now) / DAY_S


def _ahead_s(connection: socket.socket, to: Destination, clock: Callable[[], float]) -> float | None:
    """How far the receiver's clock is ahead; None where it does not tell. Raises OSError where it is no HTTP."""
    connection.sendall(f"HEAD / HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n".encode("ascii", "replace"))
    with http.client.HTTPResponse(connection, method="HEAD") as response:
        try:
            response.begin()
        except http.client.HTTPException as error:
            msg = f"closed without an answer, or it speaks no HTTP: {type(error).__name__}"
            raise OSError(msg) from error
        date = response.headers.get("date")
    try:
        return None if date is None else email.utils.parsedate_to_datetime(date).timestamp() - clock()
    except ValueError:
        return None


def _closed(connection: socket.socket) -> bool:
    """Whether the other side ends it within a moment. Raises OSError for an alert of TLS."""
    readable, _, _ = select.select([connection], [], [], REFUSED_WITHIN_S)
    if not readable:
        return False
    connection.settimeout(0.0)
    try:
        return connection.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
