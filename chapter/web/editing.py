"""Two browsers on the same record: nobody's change is wiped out without having been seen.

A form about a record carries a mark of each value that it showed. What is sent is held against the record as
it stands then, field by field: what only the other changed is taken over, what both changed is shown twice,
and the next press keeps hers knowingly. Nothing is stored for it: a mark says what she saw, wherever that
came from, so it covers rows of other tables and what another form changed.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from wtforms import BooleanField, Field, HiddenField

from chapter.refusal import Stale
from chapter.web.filters import clock_time, full_day
from chapter.web.forms import OLD_FORM, Form

MARK_LENGTH = 12
"""Digits of a mark, four bits each. Whoever makes two values of one mark deceives herself alone."""


@dataclass(frozen=True)
class Difference:
    """A field that somebody else saved meanwhile. ``yours`` is None where she had not touched it: there the
    form holds ``theirs`` now. ``by`` and ``at`` are empty while nobody has asked the log."""

    name: str
    label: str
    theirs: str
    yours: str | None
    by: str = ""
    at: datetime | None = None


class Edited(Form):
    """A form that fills a record which stands already; ``as_seen`` says what it showed.

    ``logged``: what the log calls a field, where it has another name there; ``verbs``: what the log calls a
    change by it, where the record has other forms with the same fields. ``names_staff``: whether it says who
    of the office saved; where guests read it, it does not. ``stale``: what it says in Stale's place.
    ``needs_marks``: whether it is refused when it does not say what it showed.
    """

    as_seen = HiddenField()
    logged: ClassVar[dict[str, str]] = {}
    verbs: ClassVar[frozenset[str]] = frozenset()
    names_staff: ClassVar[bool] = True
    stale: ClassVar[str] = ""
    needs_marks: ClassVar[bool] = True
    differences: tuple[Difference, ...] = ()
    standing: "Callable[..., Edited] | None" = None

    def marked_as_shown(self) -> Self:
        """The form with a mark of each value that it shows."""
        marks = (f"{field.name}:{_mark(field)}" for field in self._shown())
        self.as_seen.data = " ".join(marks)
        return self

    def compare(self, stands: Self) -> None:
        """Hold what she sent against the same form filled with what stands now. Only after it was validated.

        Raises Stale when somebody else saved what would be lost, or when the form does not say what it
        showed. Then ``differences`` tells what, fields that she had not touched hold what stands, and the
        marks are new: sent again, it passes until somebody else has saved again.
        """
        seen = dict(part.split(":", 1) for part in str(self.as_seen.data or "").split() if ":" in part)
        known = bool(seen)
        if not known and not self.needs_marks:
            return
        found = [self._difference(field, stands[field.name], seen) for field in self._shown()]
        self.differences = tuple(one for one in found if one is not None)
        self.as_seen.data = stands.marked_as_shown().as_seen.data
        if self.differences or not known:
            raise Stale(self.stale if known else OLD_FORM)

    def _shown(self) -> Iterator[Field]:
        return (field for field in self if getattr(field.widget, "input_type", "") != "hidden")

    def _difference(self, mine: Field, theirs: Field, seen: dict[str, str]) -> Difference | None:
        shown = seen.get(mine.name)
        if said(mine) == said(theirs) or _mark(theirs) == shown:
            return None
        untouched = _mark(mine) == shown
        yours = None if untouched else in_words(mine)
        if untouched:
            mine.data, mine.raw_data = theirs.data, None
        return Difference(mine.name, mine.label.text, in_words(theirs), yours)


AnEdited = TypeVar("AnEdited", bound=Edited)


def opened(make: Callable[..., AnEdited]) -> AnEdited:
    """The form that ``make(formdata=None)`` fills with what stands, to be shown first."""
    return make(formdata=None).marked_as_shown()


def sent(make: Callable[..., AnEdited]) -> AnEdited:
    """The form as it was sent; filled with what stands when the page is only opened. ``make`` fills it, and
    takes ``formdata`` as every form does: it is asked again, under the lock, what stands by then."""
    form = make()
    form.standing = make
    return form if form.is_submitted() else form.marked_as_shown()


def said(field: Field) -> str:
    """The value of a field in one way, whether it was typed or stands in the record."""
    value = field.data
    if isinstance(field, BooleanField):
        return "yes" if value else ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list | tuple):
        return ",".join(sorted(map(str, value)))
    return "" if value is None else str(value)


def in_words(field: Field) -> str:
    """The value of a field as one reads it: the words of a choice, a day as it is said."""
    value: Any = field.data
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if hasattr(field, "iter_choices"):
        return ", ".join(str(choice[1]) for choice in field.iter_choices() if choice[2]) or said(field)
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    if isinstance(value, date):
        clock = f", {clock_time(value)}" if isinstance(value, datetime) else ""
        return f"{full_day(value)}{clock}"
    return said(field)


def _mark(field: Field) -> str:
    whole = f"{field.name}\0{said(field)}"
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()[:MARK_LENGTH]
