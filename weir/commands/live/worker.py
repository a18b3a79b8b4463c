"""`weir worker`: the pipeline on Kafka, as many workers as there are partitions to share."""

from weir.options import LogFormatOption, LogLevelOption, SettingsOption


def worker(
    *,
    settings: SettingsOption = None,
    log_level: LogLevelOption = None,
    log_format: LogFormatOption = None,
) -> None:
    """Read flows, asset changes and verdicts from Kafka and write alerts and paths back, until told to stop.

    Start one on each machine: they share the partitions, and take over those of one that dies.

    Example: WEIR_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 weir worker
    """
    import logging
    import time

    from streams.kafka.admin.rights import check_rights
    from streams.kafka.client.presence import Presence
    from streams.kafka.log.topics import TopicsError, check
    from streams.worker.app import create_app, run
    from weir.errors import UserError, told
    from weir.settings.sections import load_settings
    from weir.silence import silenced
    from weir.wiring.kafka_logs import quieten_clients
    from weir.wiring.logs import set_up_logging
    from weir.wiring.status import observed

    loaded = load_settings(settings)
    with told(TopicsError):
        check_rights(loaded.kafka, "worker")
        findings = check(loaded.kafka)
    if findings:
        listed = "; ".join(str(finding) for finding in findings)
        msg = f"the topics are not as they must be: {listed}"
        raise UserError(msg)
    set_up_logging(loaded.log, log_level, log_format)
    for line in silenced(loaded, time.time()):
        logging.getLogger(__name__).warning("%s", line)
    with observed(loaded.metrics, "worker") as observer, Presence(loaded.kafka) as presence:
        quieten_clients(presence=presence)
        run(
            create_app(loaded.kafka, loaded.settings_for, observer, presence),
            level=log_level or loaded.log.level,
        )
