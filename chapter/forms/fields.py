"""What every form shares: clean text in, typed values kept, and refusals beside their field."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from flask import make_response
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
    fields,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from chapter.email_addresses import NotAnAddress, normalized
from chapter.forms.submission import Answered
from chapter.plurals import agree
from chapter.refusal import Refused
from chapter.security.throttle import TooManyAttempts
from chapter.web import dates
from chapter.web.csrf import FORM_EXPIRED, CsrfForm

LARGEST_NUMBER = 2**31 - 1
LONGEST_SHOWN = 60
NON_TEXT_CATEGORIES = {"Cc", "Cs", "Co", "Cn"}
BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of all that follows, also of what others wrote (Unicode, UTR 36)."""

INVISIBLE_CATEGORIES = {"Cf", "Mn", "Zs"}
BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")
"""Letters according to Unicode, but invisible."""

WEB_ADDRESS = re.compile(r"://|\bwww\.|\w{2}\.[a-z]{2,}(?:[/\s]|$)")
MARKUP = set("<>")
FALSE_VALUES = {False, "false", "", "0", "no", "off"}
"""What programs send for an unchecked box; a browser sends nothing."""

CHOOSE = "Choose one of these."
MESSAGES = {
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "Not a valid choice.": CHOOSE,
    "Not a valid date value.": "Enter a date, such as 12/10/2026.",
    "Not a valid datetime value.": "Enter a date and time, such as 12/10/2026, 6:30 p.m.",
    "This field is required.": "Fill this in.",
}
"""WTForms' own messages, in our words."""


class Translations:
    """Replaces WTForms' translations."""

    def gettext(self, sentence: str) -> str:
        """Our wording of WTForms' ``sentence``."""
        return MESSAGES.get(sentence, sentence)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The singular for 1, else the plural."""
        return agree(n, singular, plural)


class Form(CsrfForm):
    """A form whose rules can put their refusal beside the field it belongs to. ``limit_field``: the field
    beside which it says that there were too many attempts; None: above the form."""

    limit_field: ClassVar[str | None] = None

    class Meta(CsrfForm.Meta):
        """Replaces the wording of errors."""

        def get_translations(self, _form: Any) -> Translations:
            """Our wording, in place of WTForms' own."""
            return Translations()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are valid. An expired token is reported above the form, in plain words."""
        valid = bool(super().validate(extra_validators))
        if self.csrf_token.errors:
            self.csrf_token.errors = []
            self.form_errors.append(FORM_EXPIRED)
        return valid

    @contextmanager
    def trying(
        self,
        page: Callable[[Self], ResponseReturnValue],
        *,
        limit_note: str | None = None,
        twice: Refused | None = None,
    ) -> Iterator[None]:
        """What the submitted form does, in a ``with``. Raises Answered with ``page(form)``: on GET (200), and
        with what is wrong when a field is not valid or a rule refuses (422).

        ``limit_note``: after too many attempts the form shows the limit's own sentence, then this one (429);
        None: they have an error page. ``twice``: shown when the same row was written at the same moment.
        """
        if not self.validate_on_submit():
            raise Answered(page(self), 422 if self.is_submitted() else 200)
        try:
            yield
        except Refused as refused:
            self.show_error(refused)
        except IntegrityError:
            if twice is None:
                raise
            self.show_error(twice)
        except TooManyAttempts as limit:
            if limit_note is None:
                raise
            self.show_error(Refused(f"{limit.sentence} {limit_note}".rstrip(), self.limit_field))
            raise Answered(limit.to_response(make_response(page(self)))) from None
        else:
            return
        raise Answered(page(self))

    def show_error(self, refused: Refused) -> None:
        """Show ``refused`` beside its field, or above the form when it names none."""
        field = self._fields.get(refused.field) if refused.field else None
        if field is None:
            self.form_errors.append(refused.sentence)
        else:
            field.errors = [*field.errors, refused.sentence]

    def with_id_prefix(self, name: str) -> Self:
        """The form with prefixed ids, so that one page holds several."""
        for field in self:
            field.id = f"{name}-{field.name}"
            field.label.field_id = field.id
        return self

    @property
    def has_errors(self) -> bool:
        """Whether the submitted form has any error."""
        return bool(self.errors)


def one_line(value: Any) -> Any:
    """One line of text: white space folded, control and private-use characters dropped, NFC. None: empty."""
    if not isinstance(value, str):
        return "" if value is None else value
    kept = (" " if mark.isspace() else mark for mark in value if mark.isspace() or _is_text(mark))
    return unicodedata.normalize("NFC", re.sub(r" +", " ", "".join(kept)).strip())


def multi_line(value: Any) -> Any:
    """Text of several lines: as ``one_line``, but line breaks are kept as \\n."""
    if not isinstance(value, str):
        return "" if value is None else value
    rows = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(m for m in row if m == "\t" or _is_text(m)).rstrip() for row in rows).strip()


def _is_text(mark: str) -> bool:
    return mark not in BIDI_CONTROLS and unicodedata.category(mark) not in NON_TEXT_CATEGORIES


def _is_visible(mark: str) -> bool:
    return mark not in BLANK_LETTERS and unicodedata.category(mark) not in INVISIBLE_CATEGORIES


def text_field(label: str, *, most: int = 200, required: str = "", **more: Any) -> StringField:
    """One line of text. ``required`` is the sentence shown when it is empty; none: it is optional."""
    return StringField(label, _text_validators(most, required), filters=[one_line], **more)


def text_area(label: str, *, most: int = 20_000, required: str = "", **more: Any) -> TextAreaField:
    """Several lines of text, of at most ``most`` characters."""
    return TextAreaField(label, _text_validators(most, required), filters=[multi_line], **more)


def checkbox(label: str, *, required: str = "", **more: Any) -> BooleanField:
    """A checkbox. ``required`` is the sentence shown when it is not checked; none: it is optional."""
    checks = [InputRequired(required)] if required else []
    return BooleanField(label, checks, false_values=FALSE_VALUES, **more)


def _text_validators(most: int, required: str) -> list[Any]:
    length = Length(max=most, message=f"Use {most:,} characters or fewer.")
    return [InputRequired(required), NotEmpty(required), length] if required else [Optional(), length]


class NotEmpty:
    """Refuses text without any visible character."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Field) -> None:
        if not any(map(_is_visible, field.data or "")):
            raise ValidationError(self.sentence)


class NoWebAddress:
    """Refuses a web address in place of a name: it would appear on our page, and in a mail that anybody can
    have sent to anybody, where it reads as our own advice."""

    def __call__(self, _form: Any, field: Field) -> None:
        if WEB_ADDRESS.search(field.data or ""):
            raise ValidationError("This looks like a web address. If it’s a name, add a space after the dot.")


class NoMarkup:
    """Refuses < and > in a name: in a mail to somebody else it would look as if our own page were broken."""

    def __call__(self, _form: Any, field: Field) -> None:
        if MARKUP & set(field.data or ""):
            raise ValidationError("A name can’t have < or > in it. Leave them out.")


NAME_CHECKS = (NoWebAddress(), NoMarkup())
"""What no name may contain, wherever it is typed."""


def name_field(label: str, *, most: int, required: str = "") -> StringField:
    """A person's name, in one line."""
    return StringField(label, [*_text_validators(most, required), *NAME_CHECKS], filters=[one_line])


class WholeNumberField(IntegerField):
    """A whole number that fits every database; what was typed is kept when it is invalid."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        typed = valuelist[0].strip()
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 10 or int(digits) > LARGEST_NUMBER:
            self.data = None
            raise ValueError("Enter a whole number, such as 2.")
        self.data = int(typed)

    def pre_validate(self, _form: Any) -> None:
        """Stop at the first error: what is no number is not also said to be too small."""
        if self.process_errors:
            raise StopValidation


def integer_field(label: str, *, least: int, most: int, required: str = "", **more: Any) -> WholeNumberField:
    """A whole number from ``least`` to ``most``."""
    bounds = NumberRange(least, most, f"Enter a number from {least:,} to {most:,}.")
    return WholeNumberField(label, [InputRequired(required) if required else Optional(), bounds], **more)


def choices_of(words: Mapping[str, str]) -> list[Any]:
    """The choices of a RadioField or SelectField: values and labels."""
    return [fields.SelectChoice(value, label) for value, label in words.items()]  # type: ignore[attr-defined]  # the published types lag behind


def email_field(label: str, *, required: str, **more: Any) -> StringField:
    """An email address, checked by syntax only: nobody is asked whether it exists."""
    checks = [InputRequired(required), NotEmpty(required), ValidEmail()]
    return StringField(label, checks, filters=[strip_email], **more)


def strip_email(value: Any) -> Any:
    """An email address as one line, without the invisible characters that copying brings along."""
    if not isinstance(value, str):
        return one_line(value)
    return one_line("".join(mark for mark in value if unicodedata.category(mark) != "Cf"))


def supported_date(_form: Any, field: Field) -> None:
    """Refuse dates and times outside our supported range: a slip such as the year 0026, and anything beyond
    the end of Python's calendar, the year 9999. Every date field has it."""
    if field.data is not None and not dates.is_supported(field.data):
        raise ValidationError(dates.OUT_OF_RANGE)


class RequiredWith:
    """Refuses to be empty where ``other``, a field of the same form, is filled."""

    def __init__(self, other: str, sentence: str) -> None:
        self.other, self.sentence = other, sentence

    def __call__(self, form: Any, field: Field) -> None:
        if not any(str(typed).strip() for typed in field.raw_data or ()) and form[self.other].data:
            field.errors = []
            raise StopValidation(self.sentence)


def date_field(label: str, *, required: str = "", needed_with: str = "", **more: Any) -> DateField:
    """A supported date. ``required`` is the sentence shown when it is empty; none: it is optional.
    ``needed_with``: the field that makes it required when filled."""
    if needed_with:
        checks = [RequiredWith(needed_with, required), Optional(), supported_date]
    else:
        checks = [InputRequired(required) if required else Optional(), supported_date]
    return DateField(label, checks, **more)


def datetime_field(label: str, *, required: str) -> DateTimeLocalField:
    """A date and wall-clock time. ``required`` is the sentence shown when it is empty."""
    return DateTimeLocalField(label, [InputRequired(required), supported_date], format="%Y-%m-%dT%H:%M")


class ValidEmail:
    """Refuses what can't be an email address, and says what is missing; stores it in its normal form."""

    def __call__(self, _form: Any, field: Field) -> None:
        field.data = normalize_email(field.data)


def normalize_email(typed: str) -> str:
    """``typed`` as an email address in its normal form. ValidationError, which says what is missing, when it
    can't be one."""
    try:
        return normalized(typed)
    except NotAnAddress:
        raise ValidationError(email_problem(typed)) from None


def email_problem(email: str) -> str:
    """What ``email``, which is none, lacks."""
    shown = email if len(email) <= LONGEST_SHOWN else f"{email[:LONGEST_SHOWN]}…"
    before, at, after = email.rpartition("@")
    if not at:
        return f"“{shown}” is missing the @ and what comes after it, such as @example.org."
    if not before or not after:
        return f"“{shown}” is missing what comes {'after' if before else 'before'} the @."
    if "." not in after:
        return f"“{shown}” is missing its ending, such as .com."
    if not before.isascii():
        return f"“{shown}” has an accent before the @. Few email systems accept that. Enter another email."
    return f"“{shown}” doesn’t look like an email address. Check it for a typo."
