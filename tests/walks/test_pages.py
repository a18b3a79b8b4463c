"""No command of README.md and docs is left out of the walks without a reason."""

from tests.walks import (
    pages,
    test_evaluator,
    test_ot_engineer,
    test_platform_engineer,
    test_soc_analyst,
    test_tuner,
)

WALKED = {
    step.written
    for walker in (test_evaluator, test_ot_engineer, test_soc_analyst, test_platform_engineer, test_tuner)
    for step in walker.STEPS
}


def test_each_command_of_the_pages_is_walked_or_has_a_reason() -> None:
    left_out = {line: where for line, where in pages.written().items() if line not in WALKED | pages.NOT_WALKED.keys()}
    assert left_out == {}


def test_what_has_a_reason_is_on_a_page_and_no_walk_has_it() -> None:
    assert pages.NOT_WALKED.keys() - pages.written().keys() == set()
    assert pages.NOT_WALKED.keys() & WALKED == set()


def test_a_command_is_found_wherever_it_is_installed_and_without_what_stands_behind_it() -> None:
    assert pages.arguments_of("sudo -u weir /opt/weir/bin/weir topics create -c weir.toml") == (
        "topics create -c weir.toml"
    )
    assert pages.ASIDE.sub("", "weir state export a.zst            (or with --kafka)") == "weir state export a.zst"
    assert pages.COMMAND.search("kubectl -n weir create secret generic weir-kafka") is None
    assert pages.COMMAND.search("tar xf weir-0.1.0-wheelhouse.tar") is None
