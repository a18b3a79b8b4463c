"""`weir demo`: a small simulated plant, watched from the first day to the attacks."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    *,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="End by itself after the last attack; so it does without a terminal.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="Another plant of the same kind.")] = 1,
    state_out: Annotated[
        Path | None,
        typer.Option("--state-out", metavar="DIR", help="Leave the state there; the lists read it with --state DIR."),
    ] = None,
) -> None:
    """See Weir learn a plant's traffic and catch what crosses into it, in under a minute.

    Simulates sixteen days of a small plant, runs them through the same pipeline and database as `weir run`,
    and explains one alert. Needs nothing, and leaves nothing behind unless --state-out asks for it.

    Examples: weir demo --no-wait; weir demo --state-out demo-state
    """
    import asyncio

    from weir.admin.recorded.replayed_state import check_free
    from weir.demo import run_demo

    if state_out is not None:
        check_free(state_out)
    asyncio.run(run_demo(wait=not no_wait, seed=seed, state_out=state_out))
