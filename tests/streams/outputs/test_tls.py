"""TLS of an output."""

import ssl
from pathlib import Path

import pytest

from streams.outputs.tls import TlsSettings, context_of
from tests.receivers import certificates


def test_the_other_side_is_checked_by_name_and_old_versions_are_refused(tmp_path: Path) -> None:
    pems = certificates.made(tmp_path)
    context = context_of(
        TlsSettings(ca_file=str(pems.authority), cert_file=str(pems.client), key_file=str(pems.client_key))
    )
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"nowhere\.pem"):
        context_of(TlsSettings(ca_file=str(tmp_path / "nowhere.pem")))


def test_a_key_of_another_certificate_is_told(tmp_path: Path) -> None:
    pems = certificates.made(tmp_path)
    with pytest.raises(OSError, match=r"client\.pem: no certificate and key that fit"):
        context_of(TlsSettings(cert_file=str(pems.client), key_file=str(pems.server_key)))
