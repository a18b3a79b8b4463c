"""What an outgoing webhook of Teams posts."""

import json
from datetime import UTC, datetime

from streams.listener.word import Word
from tests.streams.listener.asking import ALERT, NOW, Office, of_teams


def message(text: str, at: float = NOW) -> bytes:
    moment = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
    return json.dumps(
        {
            "type": "message", "id": "1485983408511", "timestamp": moment, "serviceUrl": "https://smba.example/",
            "text": text, "from": {"id": "29:1XJKJMvc5", "name": "Ana", "aadObjectId": "c5e0"},
        }
    ).encode()  # fmt: skip


def test_a_message_is_a_word_of_who_wrote_it_and_answered_in_the_channel() -> None:
    office = Office()
    reply = office.desk.answer(of_teams(message(f"<at>Weir</at>&nbsp;malicious {ALERT} it&#39;s <b>stolen</b>\n")))
    assert json.loads(reply.body) == {"text": "it covers 1 path", "type": "message"}
    assert office.words == [(Word(ALERT, "malicious", "Ana", "it's  stolen"), "teams from 10.0.0.9")]


def test_an_old_or_repeated_message_is_not_taken() -> None:
    office = Office()
    assert office.status(of_teams(message(f"mute {ALERT}", NOW - 400))) == 401
    assert office.status(of_teams(b'{"text": "mute 3f9a"}')) == 401
    for _ in range(2):
        office.desk.answer(of_teams(message(f"mute {ALERT}")))
    assert len(office.words) == 1
