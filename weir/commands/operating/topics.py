"""`weir topics`: make the topics, see whether they are as they must be, and give them more partitions."""

from typing import Annotated

import typer

from weir.list_options import check_choice
from weir.options import JsonOption, SettingsOption

app = typer.Typer(help="Make, check and grow the topics on Kafka.", no_args_is_help=True)


@app.command("create", epilog="Example: WEIR_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 weir topics create")
def create_topics(
    *,
    settings: SettingsOption = None,
    wait: Annotated[float, typer.Option("--wait", min=0.0, help="Seconds to wait for Kafka to come up.")] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Make the topics that are missing, all with [kafka] partitions; then check them all."""
    import time

    from streams.kafka.client.no_access import NoAccess
    from streams.kafka.log.topics import TopicsError, check, create, kept_otherwise
    from weir.errors import UserError
    from weir.settings.sections import load_settings

    kafka = load_settings(settings).kafka
    until = time.monotonic() + wait
    while True:
        try:
            made = create(kafka)
            findings = check(kafka)
            kept = kept_otherwise(kafka)
        except TopicsError as error:
            if time.monotonic() < until and not isinstance(error.__cause__, NoAccess):
                continue
            raise UserError(str(error)) from error
        break
    if as_json:
        from weir.admin.outcomes import TopicsMade
        from weir.views.json_lines import print_json

        print_json(TopicsMade(made=list(made), partitions=kafka.partitions, findings=[str(one) for one in findings]))
        return
    for name in made:
        typer.echo(f"made {name} with {kafka.partitions} partitions")
    if not made:
        typer.echo("all topics are there")
    for warning in (*findings, *kept):
        typer.echo(f"warning: {warning}", err=True)


@app.command("check", epilog="Example: weir topics check")
def check_topics(*, settings: SettingsOption = None, as_json: JsonOption = False) -> None:
    """Check that every topic is there, with equal partition counts and the right clean-up. Exit 1 when not.

    One that keeps its messages for another time than the settings say is a warning.
    """
    import msgspec

    from streams.kafka.log.topics import TOPICS, TopicsError, check, kept_otherwise
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings

    kafka = load_settings(settings).kafka
    with told(TopicsError):
        findings = check(kafka)
        kept = kept_otherwise(kafka)
    for warning in kept:
        typer.echo(f"warning: {warning}", err=True)
    for finding in findings:
        typer.echo(msgspec.json.encode(finding).decode() if as_json else str(finding))
    if findings:
        msg = f"{len(findings)} things to mend in the topics at {kafka.bootstrap_servers}"
        raise UserError(msg)
    if not as_json:
        typer.echo(f"{len(TOPICS)} topics of {kafka.partitions} partitions are as they must be")


@app.command("acls", epilog="Example: weir topics acls --role worker --principal User:weir-worker")
def list_acls(
    *,
    role: Annotated[
        str | None, typer.Option("--role", help="Only this role: worker, collector, forwarder and so on.")
    ] = None,
    principal: Annotated[
        str | None, typer.Option("--principal", help="To whom they are given (default: User:weir-ROLE).")
    ] = None,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the rights that each role needs at the broker, as arguments of Kafka's own kafka-acls.sh.

    The names are those of [kafka] prefix and application. Nothing is given: that is the cluster's administrator's.
    """
    import msgspec

    from streams.kafka.admin.acls import ROLES, acls_of, command_line
    from weir.settings.sections import load_settings

    check_choice("--role", role, tuple(ROLES))
    kafka = load_settings(settings).kafka
    for one in [role] if role else ROLES:
        for acl in acls_of(one, kafka):
            if as_json:
                typer.echo(msgspec.json.encode({"role": one, **msgspec.structs.asdict(acl)}).decode())
            else:
                typer.echo(command_line(acl, principal or f"User:weir-{one}"))


@app.command("grow", epilog="Example: weir topics grow 16 --dry-run")
def grow_topics(
    partitions: Annotated[int, typer.Argument(min=1, max=10_000, help="How many partitions all topics shall have.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which sites would move.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    settings: SettingsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give the topics more partitions, and move each site's state to its new one. No worker may run meanwhile.

    Collectors may go on. Whatever interrupts it: run it again. Afterwards set [kafka] partitions, and start the
    workers. It also mends topics that were given more partitions by hand.
    """
    from weir.admin.growing import grow_topics as run
    from weir.settings.sections import load_settings
    from weir.wiring.kafka_logs import quieten_clients

    quieten_clients()
    run(load_settings(settings).kafka, partitions, dry_run=dry_run, yes=yes, as_json=as_json)
