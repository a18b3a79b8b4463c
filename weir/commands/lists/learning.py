"""`weir learning`: how far each site is learnt, and what alerts meanwhile."""

import time

from weir.list_options import as_of
from weir.options import JsonOption, KafkaOption, SettingsOption, SiteOption, StateOption


def learning(
    *,
    site: SiteOption = None,
    settings: SettingsOption = None,
    state: StateOption = None,
    kafka: KafkaOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show how far the learning is: by zone, what is ready, what remains, about when, and what alerts meanwhile.

    \b
    Examples: weir learning
              weir learning --site plant --json
    """  # noqa: D301 - click's mark for lines that stay as they are
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
    from weir.views.learning import print_learning
    from weir.views.terminal import messages, output

    print_learning(output(), sites, lambda name: loaded.core(name).time_zone)
    messages().print(as_of(model.moment(), time.time()), soft_wrap=True)
