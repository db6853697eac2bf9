"""A template that asks a record for what it does not have fails in tests, instead of showing nothing."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined, UndefinedError
from jinja2.utils import missing
from wtforms import Field


def _may_be_asked(obj: object) -> bool:
    """Whether templates ask ``obj`` for what it may not have: a mapping, nobody, a field of WTForms or its
    widget, whose kind the macros find so."""
    in_wtforms = isinstance(obj, Field) or type(obj).__module__.startswith("wtforms.")
    return obj is None or in_wtforms or isinstance(obj, Mapping | Undefined)


class NoSuchAttribute(Undefined):
    """As Jinja's own for names and keys that are not there; for a missing attribute of an object, an error.

    A renamed method or column is not seen by types in templates: it would render as nothing.
    """

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = UndefinedError
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if obj is not missing and isinstance(name, str) and not _may_be_asked(obj):
            raise UndefinedError(f"{type(obj).__module__}.{type(obj).__qualname__} has no attribute {name!r}")
