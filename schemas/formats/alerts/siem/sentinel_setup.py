"""What Azure needs before it takes rows: the table and the data collection rule, as a template of the Resource Manager.

Made from the columns of `sentinel.py`. A rule of the kind `Direct` has an endpoint of its own. Sources: Azure Monitor's
references of `workspaces/tables` 2022-10-01 and `dataCollectionRules` 2023-03-11.
"""

from schemas.formats.alerts.parts.documents import JsonObject
from schemas.formats.alerts.siem.sentinel import COLUMNS

TABLE = "Weir_CL"
STREAM = f"Custom-{TABLE}"


def deployment() -> JsonObject:
    """The template; its parameter is the workspace's name, its output the URL that the settings take."""
    workspace = "[resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspace'))]"
    rule = "resourceId('Microsoft.Insights/dataCollectionRules', parameters('rule'))"
    table = f"[resourceId('Microsoft.OperationalInsights/workspaces/tables', parameters('workspace'), '{TABLE}')]"
    read = f"reference({rule}, '2023-03-11')"
    return {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {
            "workspace": {"type": "string", "metadata": {"description": "Name of the Log Analytics workspace"}},
            "rule": {"type": "string", "defaultValue": "weir-alerts"},
            "location": {"type": "string", "defaultValue": "[resourceGroup().location]"},
        },
        "resources": [
            {
                "type": "Microsoft.OperationalInsights/workspaces/tables",
                "apiVersion": "2022-10-01",
                "name": f"[concat(parameters('workspace'), '/{TABLE}')]",
                "properties": {"schema": {"name": TABLE, "columns": _columns()}},
            },
            {
                "type": "Microsoft.Insights/dataCollectionRules",
                "apiVersion": "2023-03-11",
                "name": "[parameters('rule')]",
                "location": "[parameters('location')]",
                "kind": "Direct",
                "dependsOn": [table],
                "properties": {
                    "streamDeclarations": {STREAM: {"columns": _columns()}},
                    "destinations": {"logAnalytics": [{"workspaceResourceId": workspace, "name": "workspace"}]},
                    "dataFlows": [
                        {
                            "streams": [STREAM],
                            "destinations": ["workspace"],
                            "transformKql": "source",
                            "outputStream": STREAM,
                        }
                    ],
                },
            },
        ],
        "outputs": {
            "url": {
                "type": "string",
                "value": (
                    f"[concat('sentinel+', {read}.endpoints.logsIngestion, '/dataCollectionRules/',"
                    f" {read}.immutableId, '/streams/{STREAM}')]"
                ),
            }
        },
    }


def _columns() -> list[JsonObject]:
    return [{"name": column.name, "type": column.type} for column in COLUMNS]
