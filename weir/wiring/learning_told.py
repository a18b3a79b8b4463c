"""Says at the start of `weir run` how far each site is learnt, and what alerts meanwhile."""

import logging
from collections.abc import Iterable, Mapping

from models.pipeline import Pipeline
from weir.settings.sections import Settings
from weir.views.network.learning import MEANWHILE, learning_line, meanwhile

_log = logging.getLogger(__name__)


def tell_learning(pipelines: Mapping[str, Pipeline], sites: Iterable[str], settings: Settings) -> None:
    """A line or two for each site of the state and of the sources; those that are all learnt say so."""
    for name in sorted({*pipelines, *sites}):
        pipeline = pipelines.get(name) or Pipeline(name, settings.settings_for(name))
        learning = pipeline.learning()
        _log.info("%s", learning_line(learning, settings.core(name).time_zone))
        if not learning.declared and (learning.time is None or learning.ready < learning.assets):
            _log.info("site %s: %s: %s", name, MEANWHILE, meanwhile(learning))
