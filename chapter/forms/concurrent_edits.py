"""Two browsers on the same record: nobody's change is overwritten without having been seen.

A form about a record carries a fingerprint of each value that it showed. What is sent is compared with the
record as it is then, field by field: what only the other changed is taken over, what both changed is shown
twice, and the next submission keeps one's own knowingly. Nothing is stored for it: a fingerprint says what
was shown, wherever that came from, so it covers rows of other tables and what another form changed. A row
that nobody locked is told by its version: ``db.writing`` raises the same EditConflict.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from wtforms import BooleanField, Field, HiddenField

from chapter.forms.fields import Form
from chapter.refusal import EditConflict
from chapter.web.csrf import FORM_EXPIRED
from chapter.web.filters import clock_time, full_day

MARK_LENGTH = 12
"""Hex digits of a fingerprint. Whoever forges two values with the same one deceives only themselves."""


@dataclass(frozen=True)
class FieldConflict:
    """A field that somebody else saved meanwhile. ``yours`` is None where it was not changed in this form,
    which then holds ``theirs``. ``by`` and ``at`` are empty until they are looked up in the log."""

    name: str
    label: str
    theirs: str
    yours: str | None
    by: str = ""
    at: datetime | None = None


class EditForm(Form):
    """A form that edits an existing record; ``as_seen`` says what it showed.

    ``audit_names``: what the log calls a field, where it has another name there; ``audit_verbs``: what the
    log calls a change by it, where the record has other forms with the same fields. ``names_editor``: whether
    it says who of the office saved; where guests read it, it does not. ``conflict_message``: its sentence in
    place of EditConflict's. ``requires_marks``: whether it is refused when it does not say what it showed.
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
        """The form with a fingerprint of each value that it shows."""
        marks = (f"{field.name}:{_mark(field)}" for field in self._shown())
        self.as_seen.data = " ".join(marks)
        return self

    def check_conflicts(self, stands: Self) -> None:
        """Compare what was sent with the same form filled with the present record. Only after validation.

        Raises EditConflict when somebody else's change would be lost, or when the form does not say what it
        showed. Then ``conflicts`` lists the fields, unchanged fields hold the present values, and the
        fingerprints are new: sent again, it passes until somebody else has saved again.
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
    """The form that ``make(formdata=None)`` fills with the present record, for its first display."""
    return make(formdata=None).with_marks()


def edit_form(make: Callable[..., AnEdited]) -> AnEdited:
    """The submitted form; on GET, filled with the present record. ``make`` fills it, and takes ``formdata``
    as every form does: it is called again, under the lock, with the record as it is then."""
    form = make()
    form.make_current = make
    return form if form.is_submitted() else form.with_marks()


def field_value(field: Field) -> str:
    """The value of a field in one normal form, whether it was typed or comes from the record."""
    value = field.data
    if isinstance(field, BooleanField):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ",".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def field_text(field: Field) -> str:
    """The value of a field for reading: the label of a choice, a formatted day."""
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
