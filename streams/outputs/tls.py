"""TLS of an output: whom to believe, and who we are."""

import ssl

from msgspec import Struct

from streams.outputs.settings import OutputSettings


class TlsSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """PEM files. `ca_file` None believes the system's authorities; `cert_file` and `key_file` are ours."""

    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None


def tls_of(settings: OutputSettings) -> TlsSettings:
    """What an output says of TLS."""
    return TlsSettings(ca_file=settings.ca_file, cert_file=settings.cert_file, key_file=settings.key_file)


def context_of(settings: TlsSettings) -> ssl.SSLContext:
    """A client's context: TLS 1.2 or newer, the host's name is checked. Raises OSError with the file's name."""
    for path in (settings.ca_file, settings.cert_file, settings.key_file):
        if path is not None:
            # The library's own error names no file.
            with open(path, "rb"):  # noqa: PTH123 - opened to be told by name where it can't be
                pass
    try:
        context = ssl.create_default_context(cafile=settings.ca_file)
        if settings.cert_file is not None:
            context.load_cert_chain(settings.cert_file, settings.key_file)
    except ssl.SSLError as error:
        msg = f"{settings.cert_file or settings.ca_file}: no certificate and key that fit: {error.reason or error}"
        raise OSError(msg) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
