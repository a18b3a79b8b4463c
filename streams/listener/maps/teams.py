"""Words from Microsoft Teams: somebody names the outgoing webhook in a message, `@Weir expected 3f9a the historian`."""

import html
import re

from streams.listener.maps.reading import decoded, text_at
from streams.listener.maps.typed import word_typed
from streams.listener.word import Word

_MENTION = re.compile(r"<at\b[^<>]{0,200}>[^<>]{0,200}</at>")
_TAG = re.compile(r"<[^<>]{0,500}>")


def word_from_teams(body: bytes) -> Word:
    """The word of a message. Raises Refused."""
    message = decoded(body)
    text = _TAG.sub(" ", _MENTION.sub(" ", text_at(message, "text") or ""))
    return word_typed(html.unescape(text), text_at(message, "from.name") or text_at(message, "from.id"))
