"""`weir sensors`: how well each sensor sees, and what to mend."""

import time

from weir.list_options import as_of
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption


def sensors(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show the sensors: how well each sees, what two of them see alike, and what to mend.

    Told are one-sided mirrors, wrong checksums, gaps, clocks that differ and OT traffic that is gone. --json has a line
    a sensor, with `faults`.

    Examples: weir sensors; weir sensors --site plant-1 --json
    """
    from weir.admin.reader import open_reader, readable
    from weir.settings.sections import load_settings
    from weir.views.json_lines import print_json

    loaded = load_settings(settings, state_dir=state)
    with readable():
        model = open_reader(loaded, kafka=kafka).model
        found = model.sensors(site)
    if as_json:
        for each in found:
            print_json(each)
        return
    from weir.views.network.sensors import SENSOR_LEGEND, sensor_advice, sensor_table
    from weir.views.terminal import messages, output

    if not found:
        messages().print("no sensor yet: no flow was taken", soft_wrap=True)
        return
    output().print(sensor_table(found, lambda name: loaded.core(name).time_zone))
    for line in (line for each in found for line in sensor_advice(each)):
        output().print(line, markup=False, soft_wrap=True, highlight=False)
    messages().print(SENSOR_LEGEND, soft_wrap=True)
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)
