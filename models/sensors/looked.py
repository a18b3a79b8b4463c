"""What one row shows of its sensor, added up over a day.

A sensor that sees half of each conversation, no beginnings, or packets with wrong checksums writes rows that are sound
one by one. Only their shares tell.
"""

from msgspec import Struct, field

from schemas.flow import Flow

MOST_TRIES = 7
"""SYNs that nobody answers are sent so often at most: Linux's tcp_syn_retries of 6, and the first. Windows sends 3."""

TRY_OCTETS = 80
"""The longest SYN: IPv6's header of 40 octets (RFC 8200) and TCP's of 40, with the options that systems send."""


class Looked(Struct, array_like=True):
    """The rows of one sensor that were looked at on one day of the site's clock, from midnight UTC.

    `rows` were looked at. All else counts the flows that they stand for: `flows` all, `tcp` those of TCP, `unsure` of
    these such whose beginning was not seen, `sided` those so long that both sides must have spoken, `one_sided` of
    these such that one side alone was seen. `flaws` counts each of them by its name.
    """

    rows: int = 0
    flows: int = 0
    tcp: int = 0
    unsure: int = 0
    sided: int = 0
    one_sided: int = 0
    flaws: dict[str, int] = field(default_factory=dict)

    def add(self, flow: Flow, stands_for: int) -> None:
        """Look at a row that stands for so many."""
        self.rows += 1
        self.flows += stands_for
        if flow.transport == "tcp":
            self.tcp += stands_for
            if flow.direction != "certain":
                self.unsure += stands_for
            one = one_sided(flow)
            if one is not None:
                self.sided += stands_for
                self.one_sided += stands_for * one
        for flaw in flow.flaws:
            self.flaws[flaw] = self.flaws.get(flaw, 0) + stands_for


def one_sided(flow: Flow) -> bool | None:
    """Whether the sensor saw one side of a TCP conversation alone; None where it can't be told.

    Nobody sends more than a few tries without an answer. So it can be told of longer ones, of which the sensor counted
    both sides.
    """
    sent, back, most = flow.initiator_packets, flow.responder_packets, MOST_TRIES
    if sent is None or back is None:
        sent, back, most = flow.initiator_octets, flow.responder_octets, MOST_TRIES * TRY_OCTETS
    if sent is None or back is None or max(sent, back) <= most:
        return None
    return not (sent and back)
