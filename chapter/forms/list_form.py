"""What narrows a list: a form sent by GET, whose values stay in the list's address, to be bookmarked.

One class for each list declares its fields; ``components/filter.html`` shows them, what is on, and “Clear”.
Pages of the list (web.pages) keep what the address says.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, SearchField, SelectField
from wtforms import Form as PlainForm

from chapter.forms.fields import choices_of, one_line
from chapter.web.filters import full_day


class ListForm(PlainForm):
    """``TABS`` are fields that are chosen by tabs above the list, and stay when the others are cleared.

    A field is named as its query parameter.
    """

    TABS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        super().__init__(MultiDict(given or {}))

    @property
    def query(self) -> dict[str, str]:
        """The query parameters of what is on, without defaults."""
        on = ((field, field.data) for field in self if field.data and field.data != field.default)
        return {field.name: "y" if data is True else str(data) for field, data in on}

    @property
    def on(self) -> list[tuple[str, str]]:
        """What narrows the list: (label, value in words)."""
        return [(self[name].label.text, _words(self[name])) for name in self.query if name not in self.TABS]

    def address(self, url: str, **other: str) -> str:
        """The list at ``url`` with what is on, changed by ``other``; empty values are left out."""
        return _at(url, {**self.query, **other})

    def cleared(self, url: str) -> str:
        """The list at ``url`` with nothing on but the tab."""
        return _at(url, {name: value for name, value in self.query.items() if name in self.TABS})


class ListChoice(SelectField):
    """One of a few; what is none of them means the first."""

    def pre_validate(self, form: Any) -> None:
        """Take the default for an unknown value: an old link leads to the list, not to an error."""
        if self.data not in {value for value, *_ in self.iter_choices()}:
            self.data = self.default


def list_choice(label: str, words: Mapping[str, str]) -> ListChoice:
    """One of ``words``, by value; the first of them is the default, and narrows nothing."""
    return ListChoice(label, choices=choices_of(words), default=next(iter(words)))


def list_search(label: str, most: int = 120) -> SearchField:
    """A few words to look for; more than ``most`` characters are cut."""
    return SearchField(label, filters=[one_line, lambda typed: typed[:most]])


def _words(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "yes"
    if isinstance(field, SelectField):
        return str(
            next((text for value, text, *_ in field.iter_choices() if value == field.data), field.data)
        )
    return full_day(field.data) if isinstance(field.data, date) else str(field.data)


def _at(url: str, query: Mapping[str, str]) -> str:
    shown = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(shown)}" if shown else url
