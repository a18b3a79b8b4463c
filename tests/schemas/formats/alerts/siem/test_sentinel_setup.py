"""What is deployed to Azure: the table and the rule have the columns of the rows."""

from typing import Any

from schemas.formats.alerts.siem.sentinel import COLUMNS
from schemas.formats.alerts.siem.sentinel_setup import STREAM, deployment


def test_table_and_rule_have_the_columns_of_the_rows() -> None:
    template: dict[str, Any] = deployment()
    table, rule = template["resources"]
    expected = [{"name": column.name, "type": column.type} for column in COLUMNS]
    assert table["properties"]["schema"]["columns"] == expected
    assert rule["properties"]["streamDeclarations"][STREAM]["columns"] == expected
    (flow,) = rule["properties"]["dataFlows"]
    assert flow["streams"] == [flow["outputStream"]] == [STREAM]
    assert flow["destinations"] == [one["name"] for one in rule["properties"]["destinations"]["logAnalytics"]]
    assert rule["dependsOn"][0].endswith("'Weir_CL')]")
