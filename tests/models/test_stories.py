"""What each detector must remember survives a restart after any event."""

from functools import cache

import pytest
from hypothesis import given, settings

from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b
from tests.models.cuts import Draft, Store, drafts, keep, same_future, same_when_cut, taken
from tests.models.detectors.remembering.test_pivot import NIGHT
from tests.models.stories import CORE, Story, missing, stories

BETWEEN_CUTS = 97
"""Events of the ordinary time, thousands of them, from one restart to the next: a prime, so that each kind is met."""


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


@cache
def _sessions() -> Store:
    """A plant in which sessions begin by day alone."""
    pipeline, store = Pipeline(b.SITE, CORE), Store()
    b.run(pipeline, stories()[0].before)
    keep(store, pipeline)
    return store


@settings(max_examples=6)
@given(plan=drafts)
def test_a_plant_of_sessions_cut_by_night_has_the_same_future(plan: list[Draft]) -> None:
    same_future(_sessions(), CORE, NIGHT, plan, everywhere=True)
