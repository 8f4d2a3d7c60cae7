"""Domain values ↔ JSON, by their type hints: strict both ways, no pickle. Bytes never go here; they have columns of their own."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union
from uuid import UUID

T = TypeVar("T")


def to_json(value: object, *, leave_out: frozenset[str] = frozenset()) -> Any:
    """Plain JSON values of a dataclass; top-level fields in `leave_out` have columns of their own."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value) if field.name not in leave_out
        }
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case UUID() | Decimal():
            return str(value)
        case tuple() | list():
            return [to_json(one) for one in value]
        case Mapping():
            return {str(key): to_json(one) for key, one in value.items()}
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def from_json(kind: type[T], value: Mapping[str, Any], **given: object) -> T:
    """The dataclass again; `given` supplies fields that have columns of their own.

    Raises:
        TypeError, ValueError, KeyError: the JSON is not of that kind.
    """
    hints = _hints(typing.cast(type, kind))
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    made = {
        name: _value(hints[name], value[name])
        for name, field in fields.items()
        if field.init and name not in given and name in value
    }
    return kind(**made, **given)


def _value(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hasattr(hint, "__supertype__"):
        return _value(hint.__supertype__, value)
    if origin in {Union, types.UnionType}:
        return None if value is None else _value(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        return tuple(_value(arguments[0], one) for one in value)
    if origin is not None:
        return value
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint in {datetime, date}:
        return hint.fromisoformat(value)
    if hint is timedelta:
        return timedelta(seconds=value)
    if hint in {UUID, Decimal}:
        return hint(value)
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
