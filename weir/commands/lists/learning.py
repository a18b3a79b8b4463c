"""`weir learning`: how far each site is learnt; and `again`, which begins anew of an asset, a zone or a site."""

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from weir.list_options import as_of, complete_asset, complete_zone
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption, complete_site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weir.admin.learning_again import Foreseen

app = typer.Typer(
    help="Show how far the learning is, by zone, and what remains; or begin it anew.", invoke_without_command=True
)


@app.callback(epilog="Examples: weir learning; weir learning --site plant --json")
def learning(
    ctx: typer.Context,
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show how far the learning is: by zone, what is ready, what remains, about when, and what alerts meanwhile."""
    if ctx.invoked_subcommand is not None:
        _refuse_before(ctx)
        return
    from streams.read_model.wanted import UnknownValue
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    loaded = load_settings(settings, state_dir=state)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        every = model.learning()
        sites = [one for one in every if site in {None, one.site}]
        if site is not None and not sites:
            msg = f"no site {site!r}: is one of {', '.join(one.site for one in every) or 'none yet'}"
            raise UnknownValue(msg)
    if as_json:
        for one in sites:
            print_json(one)
        return
    from weir.views.network.learning import print_learning
    from weir.views.terminal import messages, output

    print_learning(output(), sites, lambda name: loaded.core(name).time_zone)
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)


@app.command(
    "again",
    epilog="Examples: weir learning again --asset plc-7 --reason 'new program'; "
    "weir learning again --zone cell-1 --yes",
)
def learn_again(
    *,
    asset: Annotated[
        str | None,
        typer.Option(
            "--asset", metavar="ASSET", help="Of one asset: its id, name or address.", autocompletion=complete_asset
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", metavar="ZONE", help="Of each asset in a declared zone.", autocompletion=complete_zone),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="Of the whole site.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for those who read it later.")] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who asks for it (default: your user name).")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    site: Annotated[
        str | None,
        typer.Option(
            "--site", metavar="NAME", help="The site (default: that of [site]).", autocompletion=complete_site
        ),
    ] = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Begin anew with learning an asset, a zone or a site that has changed, while Weir runs.

    Learnt paths are forgotten, and how long the assets were watched. What waits for a word, what was said, zones and
    inventory stay; forbidden ways alert all the same meanwhile. It says how much that is, and asks.
    """
    import getpass

    from weir.admin.learning_again import Whose, foresee, hand_over
    from weir.admin.reader import open_reader
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.terminal import clean, messages

    loaded = load_settings(settings, state_dir=state)
    reader = open_reader(loaded, kafka=kafka)
    foreseen = foresee(
        reader,
        Whose(asset, zone, whole),
        site=site or loaded.site.name,
        who=who or getpass.getuser(),
        reason=reason,
        now=time.time(),
    )
    if not as_json:
        for line in _told(foreseen):
            messages().print(clean(line), markup=False, soft_wrap=True)
    if not yes:
        _ask()
    given = hand_over(reader, foreseen)
    if as_json:
        print_json(given)
        return
    for line in (f"noted in {given.where}", *given.notes):
        messages().print(clean(line), markup=False, soft_wrap=True)


def _told(foreseen: "Foreseen") -> "Iterable[str]":
    from weir.views.network.learning import READY_DAYS
    from weir.views.terminal import counted

    yield f"learning begins anew for {foreseen.named}: {counted(foreseen.assets, 'asset')}"
    yield f"  forgotten: {counted(foreseen.paths, 'learnt path')}, and how long each was watched"
    held = counted(foreseen.waiting, "path")
    yield f"  stays: what was said; zones and inventory; {held} that wait for a word or were judged"
    yield (
        f"  meanwhile, {READY_DAYS} days at the least: forbidden ways alert; other new crossings do where the other "
        "end is ready, else they stand in the day's first-look digest"
    )


def _ask() -> None:
    from weir.errors import UserError

    if not sys.stdin.isatty():
        msg = "there is no terminal to ask on: pass --yes to begin anew"
        raise UserError(msg)
    if not typer.confirm("Forget that?", err=True):
        msg = "nothing was changed"
        raise UserError(msg)


def _refuse_before(ctx: typer.Context) -> None:
    """Raises UserError for options that stand before `again`: they would not count there, and it is no small thing."""
    from weir.errors import UserError

    given = [name for name, value in ctx.params.items() if value not in {None, False}]
    if given:
        msg = f"options of `again` stand behind it: weir learning {ctx.invoked_subcommand} --..."
        raise UserError(msg)
