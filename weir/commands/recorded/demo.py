"""`weir demo`: a small simulated plant, watched from the first day to the attacks."""

from typing import Annotated

import typer


def demo(
    *,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="End by itself after the last attack; so it does without a terminal.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", metavar="NUMBER", help="Another plant of the same kind.")] = 1,
) -> None:
    """See Weir learn a plant's traffic and catch what crosses into it, in under a minute.

    Simulates sixteen days of a small plant, runs them through the same pipeline and database as `weir run`,
    and explains one alert. Needs nothing and leaves nothing behind.

    Example: weir demo --no-wait
    """
    import asyncio

    from weir.demo import run_demo

    asyncio.run(run_demo(wait=not no_wait, seed=seed))
