"""What Weir's Kafka clients say of who is not let in, in the names that an output's settings have."""

import re

_SAID = (
    (
        re.compile(r"security_protocol is \w+, does that port want SASL_SSL or SSL\?"),
        "does that port want TLS (kafka+tls) or a login (user, password_file)?",
    ),
    (re.compile(r"set security_protocol to SSL or PLAINTEXT"), "leave user and password_file away"),
    (re.compile(r", and ssl_key_password_file if the key has one"), "; the key may have no password"),
    (re.compile(r"\bbootstrap_servers\b"), "`to`"),
    (re.compile(r"\bssl_ca_file\b"), "ca_file"),
    (re.compile(r"\bssl_certificate_file\b"), "cert_file"),
    (re.compile(r"\bssl_key_file\b"), "key_file"),
)


def of_an_output(said: str) -> str:
    """The same sentence with `ca_file` for `ssl_ca_file`, and so on."""
    for kafka, output in _SAID:
        said = kafka.sub(output, said)
    return said
