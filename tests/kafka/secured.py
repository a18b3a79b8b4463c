"""A broker that wants TLS, a user's password and rights: its authority, its users, and settings to reach it.

The listener in the clear stays: its user, ANONYMOUS, is the administrator that the tests themselves need.
"""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import trustme
from cryptography.hazmat.primitives import serialization
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.admin import ACLResourcePatternType as PatternType

from streams.kafka.admin.acls import Acl
from streams.kafka.client.settings import KafkaSettings
from streams.secret import Secret
from tests.kafka.broker import Broker
from tests.kafka.world import until

PASSWORD = "b7Rk-open-sesame-Xq2"
"""Of every user: what the tests look for where it must not be."""

ALL_RIGHTS = "weir-all"
USERS = (ALL_RIGHTS, *(f"weir-user-{n}" for n in range(60)))
"""One may do everything, the others nothing until rights are given: a test takes one for itself."""

_numbers = itertools.count()


class SecuredBroker:
    """The broker with its files. `ca` is the authority to trust, `other_ca` signed nothing of it."""

    def __init__(self, folder: Path) -> None:
        authority, stranger = trustme.CA(), trustme.CA()
        self.ca, self.other_ca, self.password_file = folder / "ca.pem", folder / "other.pem", folder / "password"
        authority.cert_pem.write_to_path(str(self.ca))
        stranger.cert_pem.write_to_path(str(self.other_ca))
        self.password_file.write_text(PASSWORD + "\n")
        self.client_certificate = folder / "client.pem"
        self.client_certificate.write_bytes(_pem(authority.issue_cert("weir-client", common_name="weir-client")))
        server = folder / "server.pem"
        server.write_bytes(_pem(authority.issue_cert("localhost", common_name="localhost")))
        plain = " ".join(f'user_{name}="{PASSWORD}"' for name in USERS)
        modules = "org.apache.kafka.common.security"
        self.broker = Broker(
            listeners={"SECURED": "SASL_SSL", "TLS": "SSL", "CLEAR": "SASL_PLAINTEXT"},
            own={
                "ssl.keystore.type": "PEM",
                "ssl.keystore.location": str(server),
                "ssl.truststore.type": "PEM",
                "ssl.truststore.location": str(self.ca),
                "listener.name.tls.ssl.client.auth": "required",
                "ssl.principal.mapping.rules": "RULE:^.*CN=([^,]+).*$/$1/",
                **{
                    f"listener.name.{listener}.{name}": value
                    for listener in ("secured", "clear")
                    for name, value in {
                        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
                        "plain.sasl.jaas.config": f"{modules}.plain.PlainLoginModule required {plain};",
                        "scram-sha-512.sasl.jaas.config": f"{modules}.scram.ScramLoginModule required;",
                    }.items()
                },
                "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users": f"User:ANONYMOUS;User:{ALL_RIGHTS};User:weir-client",
            },
            scram=dict.fromkeys(USERS, PASSWORD),
        )

    def settings(self, prefix: str, user: str = ALL_RIGHTS, **changed: object) -> KafkaSettings:
        """Of a client that gets in; `changed` are other settings."""
        settings = KafkaSettings(
            bootstrap_servers=self.broker.at("SECURED"),
            prefix=prefix,
            partitions=2,
            replication=1,
            checkpoint_s=0.5,
            security_protocol="SASL_SSL",
            sasl_username=user,
            sasl_password=Secret(PASSWORD),
            ssl_ca_file=str(self.ca),
        )
        return msgspec.structs.replace(settings, **changed)

    def user_with(self, acls: Iterable[Acl]) -> str:
        """A user that had no rights, and now has these."""
        user = USERS[1:][next(_numbers)]
        admin = KafkaAdminClient(bootstrap_servers=self.broker.bootstrap)
        given = [one for acl in acls for one in _given(acl, user)]
        theirs = ACLFilter(
            principal=f"User:{user}",
            host="*",
            operation=ACLOperation.ANY,
            permission_type=ACLPermissionType.ANY,
            resource_pattern=ResourcePatternFilter(ResourceType.ANY, None, PatternType.ANY),
        )
        try:
            admin.create_acls(given)
            # The broker takes them over from the controller after it has answered.
            until(lambda: len(admin.describe_acls(theirs)[0]) == len(given), f"{user} has its rights")
        finally:
            admin.close()
        return user

    def change(self, user: str, acl: Acl, *, given: bool) -> None:
        """Give a user one more right, or take one away."""
        admin = KafkaAdminClient(bootstrap_servers=self.broker.bootstrap)
        try:
            if given:
                admin.create_acls(_given(acl, user))
            else:
                admin.delete_acls([_filter(one) for one in _given(acl, user)])
        finally:
            admin.close()


def _filter(acl: ACL) -> ACLFilter:
    pattern = acl.resource_pattern
    return ACLFilter(
        principal=acl.principal,
        host=acl.host,
        operation=acl.operation,
        permission_type=acl.permission_type,
        resource_pattern=ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type),
    )


def environment(settings: KafkaSettings) -> dict[str, str]:
    """The settings as variables, all that differ from the defaults."""
    default, found = KafkaSettings(), {}
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if value != getattr(default, name):
            found[f"WEIR_KAFKA_{name.upper()}"] = value.reveal() if isinstance(value, Secret) else str(value)
    return found


def _given(acl: Acl, user: str) -> Sequence[ACL]:
    kind, pattern = ResourceType[acl.resource.upper().replace("-", "_")], PatternType[acl.pattern.upper()]
    names = {"DescribeConfigs": "DESCRIBE_CONFIGS"}
    return [
        ACL(
            principal=f"User:{user}",
            host="*",
            operation=ACLOperation[names.get(operation, operation.upper())],
            permission_type=ACLPermissionType.ALLOW,
            resource_pattern=ResourcePattern(kind, acl.name, pattern),
        )
        for operation in acl.operations
    ]


def _pem(certificate: trustme.LeafCert) -> bytes:
    """Key and certificates as Kafka reads them, the key in PKCS 8."""
    key = serialization.load_pem_private_key(certificate.private_key_pem.bytes(), None)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
