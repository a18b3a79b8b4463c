"""Outcomes are objects that a script reads by name."""

import json

from weir.admin.outcomes import StateChanged, TopicsMade
from weir.views.json_lines import json_line


def test_each_outcome_names_all_that_it_says() -> None:
    changed = StateChanged(site="plant", written=3, deleted=1, problems=["odd"])
    assert json.loads(json_line(changed)) == {"site": "plant", "written": 3, "deleted": 1, "problems": ["odd"]}
    made = TopicsMade(made=["weir.flows"], partitions=8, findings=[])
    assert json.loads(json_line(made)) == {"made": ["weir.flows"], "partitions": 8, "findings": []}
