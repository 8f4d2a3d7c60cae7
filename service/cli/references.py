"""A Vollmacht on the command line: its id, or the number printed on it."""

import re
from typing import Any
from uuid import UUID

import click

NUMBER = re.compile(r"VM-[0-9]{4}-[0-9]{6,9}")


class Reference(click.ParamType[UUID | str]):
    name = "ID|NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID | str:
        if isinstance(value, UUID):
            return value
        text = str(value).strip()
        if NUMBER.fullmatch(text.upper()):
            return text.upper()
        try:
            return UUID(text)
        except ValueError:
            self.fail(f"{text!r} is neither the number printed on a Vollmacht, such as VM-2026-000123, nor its id", param, ctx)


REFERENCE = Reference()
