"""What each detector must remember survives a restart after any event."""

import pytest

from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b
from tests.models.cuts import Store, keep, same_when_cut, taken
from tests.models.stories import CORE, Story, missing, stories

BETWEEN_CUTS = 97
"""Events of the ordinary time, thousands of them, between one restart and the next: a prime, so that each kind is met."""


@pytest.mark.parametrize("story", stories(), ids=[story.name for story in stories()])
def test_a_story_cut_after_every_event_is_told_alike(story: Story) -> None:
    whole, start = Pipeline(b.SITE, CORE), Store()
    expected = [taken(whole, event, []) for event in story.before]
    start = same_when_cut(start, CORE, story.before, whole, expected, every=BETWEEN_CUTS)
    expected = [taken(whole, event, []) for event in story.events]
    same_when_cut(start, CORE, story.events, whole, expected, every=1)


@pytest.mark.parametrize("story", stories(), ids=[story.name for story in stories()])
def test_a_story_tells_what_it_is_about(story: Story) -> None:
    pipeline = Pipeline(b.SITE, CORE)
    before: list[Alert] = b.run(pipeline, story.before).alerts
    told = b.last_revisions(b.run(pipeline, story.events).alerts).values()
    assert before == []
    assert missing(story, (alert.kind for alert in told)) == {}
