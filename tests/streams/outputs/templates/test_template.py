"""Templates: values that stay values, slips told with their line, and nothing that leaves the sandbox."""

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings

from schemas.alert import Alert
from streams.outputs.templates.shipped import TEMPLATE_NAMES, shipped
from streams.outputs.templates.template import BodyTemplate, TemplateSlip, cut, mrkdwn
from tests.schemas.formats.alerts.alerts import HERE, HOSTILE, alerts, whole

SHIPPED = {
    name: BodyTemplate(shipped(name), name, constants={"project": "SOC", "issue_type": "Task"})
    for name in TEMPLATE_NAMES
}


def made(source: str, alert: Alert, **arguments: object) -> str:
    return BodyTemplate(source, "x.j2", **arguments).body(alert, HERE).decode()  # type: ignore[arg-type]


def test_a_value_is_whole_json_and_no_name_ends_its_string() -> None:
    source = '{"title": {{ alert.title }}, "said": {{ "from " ~ initiator }}, "hops": {{ alert.hops | length }}}'
    alert = whole(title='","id":"forged","x":"')
    assert json.loads(made(source, alert)) == {"title": '","id":"forged","x":"', "said": "from eng-ws-17", "hops": 1}


@settings(max_examples=25, deadline=None)
@given(alerts())
def test_any_alert_fits_the_templates_of_weir(alert: Alert) -> None:
    for template in SHIPPED.values():
        assert json.loads(template.body(alert, HERE))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('{"a":\n {{ alert.titel }}}', "x.j2, line 2: .* no attribute 'titel'"),
        ('{"a":\n\n {{ titel }}}', "x.j2, line 3: 'titel' is undefined"),
        ('{"a": {{ fields.team }}}', "x.j2, line 1: .* no attribute 'team'"),
        ("{\n{% if %}", "x.j2, line 2: "),
        ('{"a":\n{{ 1 / 0 }}}', "x.j2, line 2: division by zero"),
        ('{\n"a": {{ alert.title }}', "x.j2 makes no JSON: .* line 2"),
        ('{"a": "{{ alert.title }}"}', "x.j2 makes no JSON"),
        ('{"a": 1, "a": 2}', "writes 'a' twice"),
        ("{{ ().__class__.__mro__ }}", "__class__.* unsafe"),
        ("{{ alert.title | safe }}", "No filter named 'safe'"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{% for a in range(10000000) %}{% endfor %}", "Range too big"),
        ("{{ '%s' | format(alert.title.__class__) }}", "unsafe"),
    ],
)
def test_a_slip_is_told_with_its_place(source: str, said: str) -> None:
    with pytest.raises(TemplateSlip, match=said):
        made(source, whole())


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("text/plain; charset=utf-8", "<b>&x"),
        ("text/html", "&lt;b&gt;&amp;x"),
        ("application/xml", "&lt;b&gt;&amp;x"),
    ],
)
def test_a_value_is_written_as_the_media_type_wants(media_type: str, expected: str) -> None:
    assert made("{{ alert.title }}{{ alert.service }}", whole(title="<b>&x", service=None), media_type=media_type) == (
        expected
    )
    with pytest.raises(TemplateSlip, match="no body of 'image/png'"):
        made("", whole(), media_type="image/png")


def test_a_form_keeps_each_value_in_its_field() -> None:
    body = made("a={{ alert.title }}&b=1", whole(title="x&b=2"), media_type="application/x-www-form-urlencoded")
    assert parse_qs(body) == {"a": ["x&b=2"], "b": ["1"]}


def test_slack_is_given_no_mention_and_no_link() -> None:
    body = BodyTemplate(shipped("slack"), "slack").body(
        whole(title="<!channel> <http://evil|here> @channel &", summary="<@U1>"), HERE
    )
    assert not set("<>") & set(body.decode())
    assert "@channel" not in json.loads(body)["text"]
    assert mrkdwn("a&<b>@here") == "a&amp;&lt;b&gt;@ here"
    assert {block["text"]["type"] for block in json.loads(body)["blocks"] if "text" in block} == {"plain_text"}


def test_teams_is_given_text_runs_alone_in_which_nothing_is_markdown() -> None:
    card = json.loads(BodyTemplate(shipped("teams"), "teams").body(whole(title="[click](http://evil)"), HERE))
    body = card["attachments"][0]["content"]["body"]
    assert {block["type"] for block in body} == {"RichTextBlock"}
    assert {run["type"] for block in body for run in block["inlines"]} == {"TextRun"}
    assert body[0]["inlines"][0]["text"] == "HIGH [click](http://evil)"


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("open", "trigger"), ("malicious", "acknowledge"), ("muted", "acknowledge"), ("withheld", "acknowledge"),
        ("expected", "resolve"), ("closed", "resolve"),
    ],
)  # fmt: skip
def test_pagerduty_follows_the_status_under_one_key(status: str, action: str) -> None:
    template = BodyTemplate(shipped("pagerduty"), "pagerduty")
    event = json.loads(template.body(whole(status=status), HERE))
    assert (event["event_action"], event["dedup_key"]) == (action, whole().id)
    assert template.takes_token


def test_tickets_name_the_alert_so_that_its_revisions_are_found() -> None:
    constants = {"project": "SOC", "issue_type": "Task"}
    issue = json.loads(BodyTemplate(shipped("jira"), "jira", constants=constants).body(whole(title=HOSTILE), HERE))
    assert issue["fields"]["labels"] == ["weir", f"weir-{whole().id}"]
    assert "\u202e" not in issue["fields"]["summary"]
    event = json.loads(BodyTemplate(shipped("servicenow-events"), "s").body(whole(status="closed"), HERE))["records"][0]
    assert (event["message_key"], event["resolution_state"]) == (whole().id, "Closing")
    assert json.loads(event["additional_info"])["revision"] == 2
    constants = {"correlation_id": "mine"}
    with pytest.raises(TemplateSlip, match="'correlation_id' twice"):
        BodyTemplate(shipped("servicenow"), "servicenow", constants=constants).body(whole(), HERE)


def test_what_is_too_long_is_cut_and_marked() -> None:
    assert cut("abcdef", 3) == "ab…"
    assert cut("abc", 3) == "abc"
