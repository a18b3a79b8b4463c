"""`weir sinks`: the outputs of the settings: how far each has come, whether a test arrives, what a receiver needs."""

from typing import Annotated

import typer

from weir.list_options import check_choice
from weir.options import JsonOption, KafkaOption, SettingsOption, StateOption

app = typer.Typer(help="Look at the outputs of alerts, try them, and prepare receivers.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The output's name, as in [outputs.NAME].")]


@app.command("list", epilog="Examples: weir sinks list; weir sinks list --kafka --json")
def list_sinks(
    *,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the outputs: how far each has come, what waits and since when, and what its receiver said last.

    Works while `weir run` or `weir forward` runs.
    """
    import time

    from streams.kafka.log.topics import TopicsError
    from streams.stores.sqlite_schema import StoreError
    from weir.errors import told
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.views.sinks import sink_table
    from weir.views.terminal import output
    from weir.wiring.outputs import outputs_of, standings_of

    loaded = load_settings(settings, state_dir=state)
    outputs = dict(loaded.outputs) if kafka else outputs_of(loaded)
    with told(StoreError, TopicsError):
        found = standings_of(loaded, outputs, kafka=kafka)
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        output().print(sink_table(found, outputs, time.time()))
    else:
        typer.echo("no outputs are set: see [outputs.NAME] in docs/outputs.md", err=True)


@app.command("test", epilog="Example: weir sinks test siem")
def try_sink(name: NameArgument, *, settings: SettingsOption = None, as_json: JsonOption = False) -> None:
    """Send a marked alert through an output and say what the receiver answered. Exit 1 where it is not taken.

    It is of the kind `test`, between addresses that are kept for examples; nothing learns from it or counts it.
    """
    import time

    from weir.errors import UserError
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json
    from weir.wiring.outputs import outputs_of
    from weir.wiring.sink_trial import send_test

    loaded = load_settings(settings)
    outputs = outputs_of(loaded)
    check_choice("NAME", name, tuple(outputs))
    tried = send_test(name, outputs[name], loaded.site.name, time.time())
    if as_json:
        print_json(tried)
    elif tried.refused is None:
        typer.echo(f"{name}: taken within {tried.took_s:.2f} s; look there for alert {tried.alert}, sent as:", err=True)
        typer.echo(tried.body)
    if tried.refused is not None:
        msg = f"{name}: refused for good: {tried.refused}"
        raise UserError(msg)


@app.command("setup", epilog="Example: weir sinks setup search")
def set_up_sink(name: NameArgument, *, settings: SettingsOption = None) -> None:
    """Prepare a receiver, or print what to deploy there.

    Elasticsearch and OpenSearch get the index template, so that each field has its type. For Sentinel the table and
    the data collection rule are printed, as a template for Azure.
    """
    from weir.settings.sections import load_settings
    from weir.wiring.outputs import outputs_of
    from weir.wiring.sink_trial import set_up

    outputs = outputs_of(load_settings(settings))
    check_choice("NAME", name, tuple(outputs))
    prepared = set_up(name, outputs[name])
    if prepared.document is None:
        typer.echo(prepared.said)
    else:
        typer.echo(prepared.said, err=True)
        typer.echo(prepared.document)
