"""Settings of the way back. Pure: nothing here opens a file or a connection."""

from ipaddress import ip_address
from typing import Annotated, Literal

from msgspec import Meta, Struct

from streams.secret import Secret

File = Annotated[str, Meta(min_length=1)]

JsonPath = Annotated[str, Meta(min_length=1, max_length=200)]
"""Names and numbers of list items with dots between: `issue.fields.labels`, `actions.0.value`."""

LEAST_SECRET = 16
"""Characters of a token or secret: 96 bits where it is base64. A convention; less can be guessed."""


class MapSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"lasting": "for"}):
    """How the posts of another program become words: `kind` is who posts, the rest where in its JSON each field is.

    `json` proves itself by the token or secret of the listener, `slack`, `teams` and `jira` by their own signature with
    `secret` or `secret_file`. `words` says which of its words is which decision; `ignore` is none. Of `jira` the paths
    and of `slack` and `teams` everything is known; None takes that, or for `json` leaves the field away.
    """

    kind: Literal["json", "slack", "teams", "jira"] = "json"
    alert: JsonPath | None = None
    decision: JsonPath | None = None
    author: JsonPath | None = None
    reason: JsonPath | None = None
    lasting: JsonPath | None = None
    words: dict[str, Literal["expected", "malicious", "mute", "forget", "ignore"]] = {}
    secret: Secret | None = None
    secret_file: File | None = None


class ListenerSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where words are taken over HTTP: `port` None: nowhere; 0: a free one, which the log names.

    `cert_file` and `key_file` (PEM) make it HTTPS; without them only this machine's own addresses are listened on,
    unless `plain` says that something in front does TLS. `token` or `token_file` is a bearer token, `secret` or
    `secret_file` signs as Standard Webhooks do; one of both is needed, or a map with a secret of its own.
    `a_minute` words and receipts are taken, a quarter of that at once.
    """

    address: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] | None = None
    cert_file: File | None = None
    key_file: File | None = None
    plain: bool = False
    token: Secret | None = None
    token_file: File | None = None
    secret: Secret | None = None
    secret_file: File | None = None
    a_minute: Annotated[int, Meta(ge=4, le=6_000)] = 120
    maps: dict[Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}$")], MapSettings] = {}


def listener_problems(settings: ListenerSettings) -> list[str]:
    """What contradicts itself or would be unsafe, a sentence each."""
    found = [
        f"{name} and {name}_file are both set: leave one away"
        for name in ("token", "secret")
        if getattr(settings, name) is not None and getattr(settings, f"{name}_file") is not None
    ]
    if settings.key_file is not None and settings.cert_file is None:
        found.append("key_file needs cert_file, whose key it is")
    for name, one in settings.maps.items():
        found += [f"maps.{name}: {problem}" for problem in _map_problems(one)]
    if settings.port is None:
        return found
    if settings.cert_file is None and not settings.plain and not _is_loopback(settings.address):
        found.append(
            f"address {settings.address} without TLS would take tokens in the clear: give cert_file and key_file, keep "
            "to 127.0.0.1, or say plain = true where something in front of it does TLS"
        )
    own = (settings.token, settings.token_file, settings.secret, settings.secret_file)
    if own == (None,) * 4 and not any(one.kind != "json" for one in settings.maps.values()):
        found.append("nobody could prove himself: give token_file or secret_file")
    return found


def _map_problems(one: MapSettings) -> list[str]:
    found = []
    if one.secret is not None and one.secret_file is not None:
        found.append("secret and secret_file are both set: leave one away")
    own_secret = one.secret is not None or one.secret_file is not None
    if one.kind == "json":
        if own_secret:
            found.append("json proves itself by the token or secret of [listener]: leave secret and secret_file away")
        found += [f"json needs {name}: the path of that field" for name in _NEEDED if getattr(one, name) is None]
    else:
        if not own_secret:
            found.append(f"{one.kind} signs with a secret of its own: give secret_file")
        if one.kind != "jira" and any(getattr(one, name) for name in (*_NEEDED, "reason", "lasting", "words")):
            found.append(f"the fields of {one.kind} are known: leave the paths and words away")
    return found


_NEEDED = ("alert", "decision", "author")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
