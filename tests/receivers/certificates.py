"""Certificates of a small authority: for a server on this host, for a client it knows, and for a stranger."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme
from msgspec import Struct

CLIENT = "client1"


class Certificates(Struct, frozen=True):
    """Paths of PEM files. `stranger` is signed by an authority that nobody knows, `ending` holds for ten days."""

    authority: Path
    server: Path
    server_key: Path
    client: Path
    client_key: Path
    stranger: Path
    stranger_key: Path
    other_host: Path
    other_host_key: Path
    expired: Path
    expired_key: Path
    ending: Path
    ending_key: Path


def made(folder: Path) -> Certificates:
    """Write them into a folder."""
    ours, theirs = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(str(folder / "ca.pem"))

    def written(
        name: str, authority: trustme.CA, *names: str, common_name: str | None = None, days: float = 365.0
    ) -> tuple[Path, Path]:
        now = datetime.now(UTC)
        issued = authority.issue_cert(
            *names, common_name=common_name, not_before=now - timedelta(days=30), not_after=now + timedelta(days=days)
        )
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(str(key))
        return certificate, key

    server = written("server", ours, "localhost", "127.0.0.1", common_name="localhost")
    client = written("client", ours, CLIENT, common_name=CLIENT)
    stranger = written("stranger", theirs, CLIENT, common_name=CLIENT)
    other_host = written("other", ours, "elsewhere.example", common_name="elsewhere.example")
    expired = written("expired", ours, "localhost", days=-1.0)
    ending = written("ending", ours, "localhost", days=10.0)
    return Certificates(folder / "ca.pem", *server, *client, *stranger, *other_host, *expired, *ending)
