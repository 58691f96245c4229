"""JSON Schema of a configuration file, for editors: all keys, and the options of every installed rule."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from copydesk.config.model import File
from copydesk.config.rules import AnyRule, Common, Deepened, common_options, trusted_options
from copydesk.rule.plugins import Registry

__all__ = ["json_schema"]

Schema = dict[str, Any]
_REF = "#/$defs/{name}"


def json_schema(registry: Registry) -> Schema:
    """The schema, in the 2020-12 draft, of `copydesk.toml`, and so of `[tool.copydesk]`."""
    rules = registry.rules.values()
    (file, common, deepened, *options), defs = msgspec.json.schema_components(
        (File, Common, Deepened, *(rule.options_type for rule in rules)), ref_template=_REF
    )
    defs = {name: _without_null(schema) for name, schema in defs.items()}
    shared = {Common: _taken(common, defs)["properties"], Deepened: _taken(deepened, defs)["properties"]}
    tables = [
        _table(rule, _taken(own, dict(defs)), shared[common_options(rule)])
        for rule, own in zip(rules, options, strict=True)
    ]
    for own in options:
        defs.pop(_name(own), None)
    references = {}
    for rule, table in zip(rules, tables, strict=True):
        for name in (rule.meta.name, *rule.meta.aliases):
            defs[f"rules.{name}"] = table
            references[name] = {"$ref": _REF.format(name=f"rules.{name}")}
    defs["names"] = {
        "description": "A rule, a group of rules, or all.",
        "enum": sorted({*references, *registry.groups, "all"}),
    }
    for name in ("File", "Override"):
        properties = defs[name]["properties"]
        properties["rules"] |= {"properties": references, "additionalProperties": False}
        for key in ("select", "extend-select", "ignore"):
            properties[key]["items"] = {"$ref": _REF.format(name="names")}
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, "title": "copydesk.toml", **file, "$defs": defs}


def _table(rule: AnyRule, options: Schema, shared: Schema) -> Schema:
    """The schema of a rule's table: its own options, and those that every rule has."""
    properties = {key: dict(schema) for key, schema in options["properties"].items()}
    for key in trusted_options(rule.options_type):
        said = properties[key].get("description", "")
        properties[key]["description"] = f"{said} Only in the user's own configuration.".lstrip()
    return {
        "description": " ".join(inspect.cleandoc(rule.__doc__ or "").split("\n\n")[0].split()),
        "type": "object",
        "properties": properties | shared,
        "additionalProperties": False,
    }


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _taken(reference: Schema, defs: dict[str, Schema]) -> Schema:
    return defs.pop(_name(reference))


def _without_null(schema: Any) -> Any:
    """A schema without the null that stands for a key that is not given: TOML has none."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema if item != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(value) for key, value in schema.items() if (key, value) != ("default", None)}
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    return kept
