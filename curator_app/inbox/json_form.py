"""Whether JSON has the form that a schema file says: the few words of JSON Schema that ours uses.

Not general on purpose: a word that this does not know is an error, so that no rule of a schema is
passed over in silence. A test reads every schema of ours with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
}
_KNOWN = frozenset(
    {
        *("$schema", "$defs", "$ref", "title", "description", "type", "required", "properties"),
        *("items", "enum", "pattern", "minLength", "maxLength"),
    }
)


def fault(schema: Mapping[str, Any], value: Any, root: Mapping[str, Any] | None = None) -> str:
    """Where and how `value` departs from the schema, without quoting it; "" when it does not."""
    root = schema if root is None else root
    if unknown := set(schema) - _KNOWN:
        raise ValueError(f"a schema word that is not known: {sorted(unknown)[0]}")
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        return fault(root["$defs"][name], value, root)
    kind = schema.get("type")
    if kind and not isinstance(value, _TYPES[kind]):
        return f"is no {kind}"
    if "enum" in schema and not any(
        type(value) is type(one) and value == one for one in schema["enum"]
    ):
        return "has a value that is not listed"
    if isinstance(value, str):
        return _text_fault(schema, value)
    if isinstance(value, dict):
        return _object_fault(schema, cast("dict[str, Any]", value), root)
    if isinstance(value, list):
        return _array_fault(schema, cast("list[Any]", value), root)
    return ""


def _text_fault(schema: Mapping[str, Any], value: str) -> str:
    if len(value) < schema.get("minLength", 0):
        return "is empty"
    if len(value) > schema.get("maxLength", len(value)):
        return f"is longer than {schema['maxLength']:,} characters"
    # In Python, unlike in JSON Schema, "$" also stands before a last line end.
    pattern = re.sub(r"\$$", r"\\Z", schema.get("pattern", ""))
    if pattern and not re.search(pattern, value, re.ASCII):
        return "has not the form asked for"
    return ""


def _object_fault(schema: Mapping[str, Any], value: dict[str, Any], root: Mapping[str, Any]) -> str:
    for name in schema.get("required", ()):
        if name not in value:
            return f"has no {name}"
    for name, inner in schema.get("properties", {}).items():
        if name in value and (found := fault(inner, value[name], root)):
            return f"{name} {found}" if found.startswith(("is", "has")) else f"{name}.{found}"
    return ""


def _array_fault(schema: Mapping[str, Any], value: list[Any], root: Mapping[str, Any]) -> str:
    for number, item in enumerate(value, 1) if "items" in schema else ():
        if found := fault(schema["items"], item, root):
            return f"{number} {found}" if found.startswith(("is", "has")) else f"{number}.{found}"
    return ""
