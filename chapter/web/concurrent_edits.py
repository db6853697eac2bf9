"""Two browsers on the same record: nobody's change is wiped out without having been seen.

A form about a record carries a mark of each value that it showed. What is sent is held against the record as
it stands then, field by field: what only the other changed is taken over, what both changed is shown twice,
and the next press keeps one's own knowingly. Nothing is stored for it: a mark says what was shown,
wherever that came from, so it covers rows of other tables and what another form changed.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from wtforms import BooleanField, Field, HiddenField

from chapter.refusal import EditConflict
from chapter.web.filters import clock_time, full_day
from chapter.web.forms import FORM_EXPIRED, Form

MARK_LENGTH = 12
"""Digits of a mark, four bits each. Whoever makes two values of one mark deceives herself alone."""


@dataclass(frozen=True)
class FieldConflict:
    """A field that somebody else saved meanwhile. ``yours`` is None where it was not touched in this form,
    which holds ``theirs`` there now. ``by`` and ``at`` are empty while nobody has asked the log."""

    name: str
    label: str
    theirs: str
    yours: str | None
    by: str = ""
    at: datetime | None = None


class EditForm(Form):
    """A form that fills a record which stands already; ``as_seen`` says what it showed.

    ``audit_names``: what the log calls a field, where it has another name there; ``audit_verbs``: what the
    log calls a change by it, where the record has other forms with the same fields. ``names_editor``: whether
    it says who of the office saved; where guests read it, it does not. ``conflict_message``: what it says in
    EditConflict's place. ``requires_marks``: whether it is refused when it does not say what it showed.
    """

    as_seen = HiddenField()
    audit_names: ClassVar[dict[str, str]] = {}
    audit_verbs: ClassVar[frozenset[str]] = frozenset()
    names_editor: ClassVar[bool] = True
    conflict_message: ClassVar[str] = ""
    requires_marks: ClassVar[bool] = True
    conflicts: tuple[FieldConflict, ...] = ()
    make_current: "Callable[..., EditForm] | None" = None

    def with_marks(self) -> Self:
        """The form with a mark of each value that it shows."""
        marks = (f"{field.name}:{_mark(field)}" for field in self._shown())
        self.as_seen.data = " ".join(marks)
        return self

    def check_conflicts(self, stands: Self) -> None:
        """Hold what was sent against the same form filled with what stands now. Only after it was validated.

        Raises EditConflict when somebody else saved what would be lost, or when the form does not say what it
        showed. Then ``conflicts`` tells what, fields that were not touched hold what stands, and the
        marks are new: sent again, it passes until somebody else has saved again.
        """
        seen = dict(part.split(":", 1) for part in str(self.as_seen.data or "").split() if ":" in part)
        known = bool(seen)
        if not known and not self.requires_marks:
            return
        found = [self._difference(field, stands[field.name], seen) for field in self._shown()]
        self.conflicts = tuple(one for one in found if one is not None)
        self.as_seen.data = stands.with_marks().as_seen.data
        if self.conflicts or not known:
            raise EditConflict(self.conflict_message if known else FORM_EXPIRED)

    def _shown(self) -> Iterator[Field]:
        return (field for field in self if getattr(field.widget, "input_type", "") != "hidden")

    def _difference(self, mine: Field, theirs: Field, seen: dict[str, str]) -> FieldConflict | None:
        shown = seen.get(mine.name)
        if field_value(mine) == field_value(theirs) or _mark(theirs) == shown:
            return None
        untouched = _mark(mine) == shown
        yours = None if untouched else field_text(mine)
        if untouched:
            mine.data, mine.raw_data = theirs.data, None
        return FieldConflict(mine.name, mine.label.text, field_text(theirs), yours)


AnEdited = TypeVar("AnEdited", bound=EditForm)


def initial_edit_form(make: Callable[..., AnEdited]) -> AnEdited:
    """The form that ``make(formdata=None)`` fills with what stands, to be shown first."""
    return make(formdata=None).with_marks()


def edit_form(make: Callable[..., AnEdited]) -> AnEdited:
    """The form as it was sent; filled with what stands when the page is only opened. ``make`` fills it, and
    takes ``formdata`` as every form does: it is asked again, under the lock, what stands by then."""
    form = make()
    form.make_current = make
    return form if form.is_submitted() else form.with_marks()


def field_value(field: Field) -> str:
    """The value of a field in one way, whether it was typed or stands in the record."""
    value = field.data
    if isinstance(field, BooleanField):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ",".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def field_text(field: Field) -> str:
    """The value of a field as one reads it: the words of a choice, a day as it is said."""
    value: Any = field.data
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2]) or field_value(field)
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    if isinstance(value, date):
        clock = f", {clock_time(value)}" if isinstance(value, datetime) else ""
        return f"{full_day(value)}{clock}"
    return field_value(field)


def _mark(field: Field) -> str:
    whole = f"{field.name}\0{field_value(field)}"
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()[:MARK_LENGTH]
