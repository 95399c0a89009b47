"""The JSON contract netproof.map/v1: keys are added, never changed."""

import json
from collections.abc import Iterable

from verifier.analysis.map.results import Connections, MapReport, Within
from verifier.report.json_v1 import Json, _assumptions, _ports, _problems
from verifier.report.map_exposure import as_json
from verifier.report.map_ways import entries_json, loose_json, unreached_json


def render_json(report: MapReport) -> str:
    """The map as netproof.map/v1: one line per group, for there may be many."""
    lists: dict[str, Iterable[Json]] = {
        "connections": map(_group, report.connections),
        "conditional": map(_group, report.conditional),
        "within": map(_within, report.within),
    }
    if report.denied is not None:
        lists["denied"] = map(_group, report.denied)
    if report.ways is not None:
        lists["entries"] = entries_json(report.ways)
        lists["leads_nowhere"] = loose_json(report.ways)
        lists["unreached_services"] = unreached_json(report.ways)
    head: Json = {"format": "netproof.map/v1", "workloads": list(report.workloads)}
    tail: Json = {
        "assumptions": _assumptions(report.assumptions),
        "warnings": _problems(report.warnings),
        "used": report.used,
        "ignored": report.ignored,
    }
    parts = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in head.items()]
    parts += [f"  {json.dumps(key)}: {_lines(items)}" for key, items in lists.items()]
    if report.exposure is not None:
        parts.append(f'  "exposure": {as_json(report.exposure)}')
    parts += [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in tail.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(items: Iterable[Json]) -> str:
    lines = ",\n".join(f"    {json.dumps(item)}" for item in items)
    return f"[\n{lines}\n  ]" if lines else "[]"


def _group(group: Connections) -> Json:
    entry: Json = {
        "sources": group.sources,
        "destinations": group.destinations,
        "allows": _ports(group.allows),
    }
    return entry | ({"when": group.when} if group.when else {})


def _within(group: Within) -> Json:
    entry: Json = {"workloads": group.workloads, "allows": _ports(group.allows)}
    return entry | ({"when": group.when} if group.when else {})
