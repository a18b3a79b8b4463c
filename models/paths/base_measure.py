"""What an asset's role and zone make of a new peer or service: the base measure of its surprise.

An asset draws something new with the probability that its own history gives to all that is new (`surprise.py`),
times that with which its base measure draws this very peer. That is hierarchical: a role draws as its members do and
backs off to the zone, the zone draws as its roles do (an asset without a role is one of its own) and backs off to any
host of the site alike:

    p(new peer = x)  =  p(something new | own history)  *  p(x | role)
    p(x | role)      =  seen by members  +  p(new | role)  *  p(x | zone)
    p(x | zone)      =  seen by roles    +  p(new | zone)  *  1 / hosts

Sanna Passino and Heard ("Modelling dynamic network evolution as a Pitman-Yor process", 2019) take one base measure for
all hosts, alike over all of them; Teh (2006) has the hierarchical form. In bits, and beside a base measure that is
alike over all hosts, so that an asset without siblings is surprised as by its own history alone:

    bits  =  own bits  +  lift,    lift  =  - log2(p(x | role) * hosts)

So a lift is below 0 for what siblings have, and above 0 for what none has, the more so the more steady they all are.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import chain
from math import log2

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.surprise import likely

Kinds = Collection[str]
"""What one asset has in its learnt paths: its peers of one direction, or its services."""


class Lift(Struct, frozen=True):
    """The bits by which an end's role and zone make its new peer, or the service, more surprising; below 0: less."""

    peer: float = 0.0
    service: float = 0.0


NO_LIFT = Lift()


def lift(
    kind: str,
    siblings: Sequence[Asset],
    fellows: Sequence[Asset],
    kinds: Callable[[Asset], Kinds],
    hosts: int | None = None,
) -> float:
    """The bits that `siblings`, and all `fellows` of their zone, add to the surprise of `kind`, or take from it.

    `hosts`: how many there are to be met; None: as many kinds as the fellows have, and one more. 0 where there are no
    fellows.
    """
    by_role: dict[str, set[str]] = {}
    alone: list[Kinds] = []
    for each in fellows:
        if each.record.role_id is None:
            alone.append(kinds(each))
        else:
            by_role.setdefault(each.record.role_id, set()).update(kinds(each))
    # By their keys: an asset that has three services with a peer has that peer once.
    zone = Counter(chain.from_iterable((*by_role.values(), *alone)))
    role = Counter(chain.from_iterable(map(kinds, siblings)))
    equal = 1.0 / (hosts or len(zone) + 1)
    return -log2(likely(role, kind, likely(zone, kind, equal)) / equal)
