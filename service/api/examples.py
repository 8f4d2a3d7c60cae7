"""An example for every body and answer of the description, from the examples and codes its schemas carry."""

from collections.abc import Iterator
from typing import Any

PLAIN: dict[tuple[str, str | None], Any] = {
    ("string", "uuid"): "01936c5e-7f00-7000-8000-00000000002a",
    ("string", "date-time"): "2026-11-24T10:00:00Z",
    ("string", "date"): "2026-11-24",
    ("string", "binary"): "",
    ("string", None): "…",
    ("integer", None): 1,
    ("number", None): 1.5,
    ("boolean", None): False,
    ("null", None): None,
}
# What every resource calls the same.
BY_NAME: dict[str, Any] = {
    "id": "01936c5e-7f00-7000-8000-00000000002a",
    "customer_no": "K-10472",
    "number": "VM-2026-000123",
    "code": "N-7KQ4-M2XB",
    "reason": "Der Registerauszug ist älter als drei Monate.",
    "sandbox": True,
}
DEEPEST = 8


def add_examples(description: dict[str, Any]) -> None:
    """In place. What has an example keeps it."""
    schemas = description.get("components", {}).get("schemas", {})
    for content in _contents(description):
        for media_type, value in content.items():
            if "json" in media_type and "schema" in value and not {"example", "examples"} & value.keys():
                value["example"] = example_of(value["schema"], schemas)


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value this schema takes."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name, depth + 1)
    given = [schema[key][0] for key in ("examples", "enum") if schema.get(key)]
    given += [schema[key] for key in ("const", "default") if key in schema]
    if given:
        return given[0]
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return example_of(next((one for one in choices if one.get("type") != "null"), choices[0]), schemas, name, depth)
    if schema.get("type") == "object" or "properties" in schema:
        properties = schema.get("properties", {}) if depth < DEEPEST else {}
        return {key: example_of(one, schemas, key, depth + 1) for key, one in properties.items()}
    if schema.get("type") == "array":
        return [example_of(schema.get("items", {}), schemas, name, depth + 1)] if depth < DEEPEST else []
    return _plain(schema, name)


def _plain(schema: dict[str, Any], name: str) -> Any:
    kind, form = str(schema.get("type", "string")), schema.get("format")
    if name in BY_NAME and kind == {str: "string", bool: "boolean"}[type(BY_NAME[name])] and form is None:
        return BY_NAME[name]
    if kind in {"integer", "number"}:
        return max(schema.get("minimum", 0), PLAIN[kind, None])
    return PLAIN.get((kind, form), PLAIN.get((kind, None)))


def _contents(description: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in description.get("paths", {}).values():
        for operation in operations.values():
            yield operation.get("requestBody", {}).get("content", {})
            for answer in operation.get("responses", {}).values():
                yield answer.get("content", {})
