"""Words from Slack: a button below an alert, or a slash command.

A button's `action_id` is `weir-expected`, `weir-malicious`, `weir-mute` or `weir-forget`, its `value` the alert's id. A
text field of the message whose `action_id` is `weir-reason` brings the reason.
"""

from collections.abc import Iterator
from urllib.parse import parse_qs

from streams.listener.maps.reading import Json, at, decoded, text_at
from streams.listener.maps.typed import word_typed
from streams.listener.word import Refused, Word, word_of

PREFIX = "weir-"
MOST_FIELDS = 64


def word_from_slack(body: bytes) -> Word | None:
    """The word of a form that Slack posts; None where a button of somebody else was pressed. Raises Refused."""
    try:
        form = parse_qs(body.decode("ascii"), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise Refused(400, "is no form", "body") from None
    if "payload" in form:
        return _pressed(decoded(form["payload"][0].encode()))
    if "command" not in form:
        raise Refused(400, "is neither a slash command nor a button", "body")
    return word_typed(form.get("text", [""])[0], _first(form.get("user_name"), form.get("user_id")))


def _first(*given: list[str] | None) -> str | None:
    return next((each[0] for each in given if each), None)


def _pressed(payload: Json) -> Word | None:
    action = text_at(payload, "actions.0.action_id") or ""
    if not action.startswith(PREFIX):
        return None
    user = text_at(payload, "user.username") or text_at(payload, "user.name") or text_at(payload, "user.id")
    return word_of(
        {
            "alert": text_at(payload, "actions.0.value"), "decision": action.removeprefix(PREFIX), "author": user,
            "reason": next(_reasons(at(payload, "state.values")), None),
        }
    )  # fmt: skip


def _reasons(blocks: Json) -> Iterator[str]:
    for block in blocks.values() if isinstance(blocks, dict) else ():
        reason = text_at(block, f"{PREFIX}reason.value")
        if reason:
            yield reason
