"""The shape of what the office sends about drives and gifts."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from chapter import money
from chapter.giving import words
from chapter.giving.forms import TributeFields
from chapter.giving.models import Drive
from chapter.membership.office_forms import SLUG
from chapter.payments.rules.receipts import DESCRIBED
from chapter.web.editing import Edited
from chapter.web.forms import (
    AnEmail,
    Form,
    choices_of,
    email_line,
    long_text,
    one_line,
    person_name,
    text,
    tick,
)
from chapter.web.numbered import Numbered

RUNG = re.compile(r"(\S+)\s+(.+)")
MOST_RUNGS, MOST_FUNDS, MOST_ROWS = 8, 12, 100
AN_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
OFFLINE = {"check": "Check", "cash": "Cash", "bank": "Bank transfer", "stock": "Stock", "in_kind": "A thing"}
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
NO_AMOUNT = "Write an amount, such as 40 or 12.50."


class Amount(StringField):
    """An amount as one types it; ``cents`` is what it comes to, in the currency of its form."""

    def __init__(self, label: str, required: str = "", **more: Any) -> None:
        super().__init__(
            label, [InputRequired(required) if required else Optional()], filters=[one_line], **more
        )

    def cents_in(self, currency: str) -> int:
        """Whole cents. ValueError when it is no amount."""
        return money.parse(self.data or "", currency)


class DriveForm(Edited):
    """A drive: its story, its goal, and how one gives."""

    logged: ClassVar = {
        "goal": "goal_cents", "least": "least_cents", "most": "most_cents", "begins": "begins_at",
        "ends": "ends_at", "fee_percent": "fee_rate", "fee_fixed": "fee_fixed_cents",
    }  # fmt: skip

    currency = "usd"
    zone = ZoneInfo("UTC")
    title = text("Title", most=120, required="What is it called?")
    slug = text("Last part of its address", most=80, required="Such as winter-coats, for /give/winter-coats.")
    summary = text("In a sentence", most=300)
    story = long_text("Story", most=20_000)
    goal = Amount("Goal", "How much is needed?")
    begins = DateTimeLocalField("Begins", [InputRequired("When does it begin?")], format="%Y-%m-%dT%H:%M")
    ends = DateTimeLocalField("Ends", [InputRequired("When does it end?")], format="%Y-%m-%dT%H:%M")
    rungs = long_text("Suggested amounts, one on each line", most=2000)
    funds = long_text("Funds to choose from, one on each line", most=2000)
    least = Amount("Least", "The least that can be given.", default="5")
    most = Amount("Most", "The most that can be given online.", default="25000")
    fee_percent = text("Fee in percent", most=6, required="Such as 2.2.", default="2.2")
    fee_fixed = Amount("Fee for each payment", "Such as 0.30.", default="0.30")
    stops_at_goal = tick("It ends when the goal is reached")
    wall_held = tick("One of us reads names, tributes and words before the wall shows them", default=True)
    thanks_name = text("Who says thank you", most=120)
    thanks_words = long_text("Her words, on the page after paying and in the mail", most=2000)

    def validate_slug(self, field: Field) -> None:
        """Small letters, digits and hyphens."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError("Small letters, digits and hyphens, such as winter-coats.")

    def validate_goal(self, field: Field) -> None:
        """More than nothing, less than what the database holds."""
        if not 0 < self._cents(field) < 2_000_000_000:
            raise ValidationError("A goal of more than nothing.")

    def validate_least(self, field: Field) -> None:
        """At least the smallest coin times fifty: payment partners take no less."""
        if self._cents(field) < 50:
            raise ValidationError("At least 0.50: less can't be paid by card.")

    def validate_most(self, field: Field) -> None:
        """An amount that a card can pay."""
        if not 0 < self._cents(field) <= 99_999_999:
            raise ValidationError("Up to 999,999.99 can be paid by card.")

    def validate_fee_fixed(self, field: Field) -> None:
        """An amount."""
        if self._cents(field) > 1000:
            raise ValidationError("That is more than any card costs.")

    def validate_fee_percent(self, field: Field) -> None:
        """From 0 to 20, with up to two decimals."""
        if not re.fullmatch(r"(?:20|1?\d(?:\.\d{1,2})?)(?:\.0{1,2})?", field.data or ""):
            raise ValidationError("From 0 to 20, such as 2.2.")

    def validate_rungs(self, _field: Field) -> None:
        """An amount, and what it does, on each line."""
        if len(self._lines("rungs")) > MOST_RUNGS:
            raise ValidationError(f"Up to {MOST_RUNGS} amounts: more are hard to choose from.")
        for line in self._lines("rungs"):
            self._rung(line)

    def validate_funds(self, _field: Field) -> None:
        """Short names."""
        if len(self._lines("funds")) > MOST_FUNDS or any(len(name) > 120 for name in self._lines("funds")):
            raise ValidationError(f"Up to {MOST_FUNDS} funds, each in a few words.")

    def values(self) -> dict[str, Any]:
        """What was typed, for the rules."""
        kept = ("slug", "title", "summary", "story", "thanks_name", "thanks_words")
        return {
            **{name: self[name].data or "" for name in kept},
            "goal_cents": self._cents(self.goal), "least_cents": self._cents(self.least),
            "most_cents": self._cents(self.most), "fee_fixed_cents": self._cents(self.fee_fixed),
            "fee_rate": round(float(self.fee_percent.data or 0) * 100),
            "begins_at": self._moment(self.begins.data), "ends_at": self._moment(self.ends.data),
            "stops_at_goal": bool(self.stops_at_goal.data), "wall_held": bool(self.wall_held.data),
        }  # fmt: skip

    @property
    def ladder(self) -> list[tuple[int, str]]:
        """Suggested amounts, in cents, with what each does."""
        return [self._rung(line) for line in self._lines("rungs")]

    @property
    def fund_names(self) -> list[str]:
        """The funds, each once."""
        return list(dict.fromkeys(self._lines("funds")))

    def _rung(self, line: str) -> tuple[int, str]:
        found = RUNG.fullmatch(line)
        if found is None or len(found[2]) > 200:
            raise ValidationError(
                f"“{line[:40]}” is not yet an amount and what it does, such as: 50 one outfit"
            )
        try:
            return money.parse(found[1], self.currency), found[2].strip()
        except ValueError:
            raise ValidationError(f"“{found[1][:20]}” is no amount.") from None

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in (self[name].data or "").splitlines() if line.strip()]

    def _cents(self, field: Any) -> int:
        try:
            return int(field.cents_in(self.currency))
        except ValueError:
            raise ValidationError(NO_AMOUNT) from None

    def _moment(self, wall: datetime | None) -> datetime:
        return (wall or EPOCH).replace(tzinfo=self.zone).astimezone(UTC)


class SwitchForm(Edited):
    """Whether the public sees a drive, and whether it has ended early."""

    seen = tick("The public sees it")
    ended = tick("It has ended early")


class OfflineForm(TributeFields, Numbered):
    """One gift that came by hand, by mail, or as a thing."""

    drive = SelectField("For", coerce=str)
    method = SelectField("How it came", choices=choices_of(OFFLINE))
    amount = Amount("Amount")
    thing = StringField("What was given, if it is a thing or stock", [Length(max=300)], filters=[one_line])
    received_on = DateField("On which day", [InputRequired("On which day did it come in?")])
    name = person_name("From whom", most=200, required="Who gave it?")
    email = StringField("E-mail", [Optional(), AnEmail()], filters=[email_line])
    anonymous = tick("Not on the wall by name")

    def validate_thing(self, field: Field) -> None:
        """Described, when it is a thing or shares."""
        if self.method.data in DESCRIBED and not field.data:
            raise ValidationError("Describe it: the receipt says what it was, and puts no value on it.")

    def cents(self, currency: str) -> int:
        """What came in; 0 for a thing. ValidationError when it is no amount."""
        if self.method.data == "in_kind":
            return 0
        try:
            return self.amount.cents_in(currency)
        except ValueError:
            raise ValidationError(NO_AMOUNT) from None


class BatchForm(Form):
    """Several gifts at once, with their sum as counted by hand."""

    drive = SelectField("For", coerce=str)
    method = SelectField(
        "How they came", choices=choices_of({k: v for k, v in OFFLINE.items() if k not in DESCRIBED})
    )
    received_on = DateField("On which day", [InputRequired("On which day did they come in?")])
    rows = long_text("One gift on each line", most=20_000, required="Write one gift on each line.")
    control = Amount("Their sum, as you counted it", "Count the checks once, without looking at the list.")

    def came(self, currency: str) -> tuple[list[tuple[int, str, str]], int]:
        """(cents, name, e-mail) of each line, and the control sum. ValidationError for a line of nonsense."""
        lines = [line.strip() for line in (self.rows.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_ROWS:
            raise ValidationError(f"Up to {MOST_ROWS} at once.")
        try:
            control = self.control.cents_in(currency)
        except ValueError:
            raise ValidationError(NO_AMOUNT) from None
        return [self._row(line, currency) for line in lines], control

    @staticmethod
    def _row(line: str, currency: str) -> tuple[int, str, str]:
        parts = [part.strip() for part in line.split(";")]
        try:
            cents = money.parse(parts[0], currency)
        except ValueError:
            raise ValidationError(f"“{line[:40]}” does not begin with an amount.") from None
        email = parts[2] if len(parts) > 2 else ""
        named = len(parts) in {2, 3} and 0 < len(parts[1]) <= 200
        if not named or (email and not AN_EMAIL.fullmatch(email)):
            raise ValidationError(f"“{line[:40]}” is not yet: amount; name; e-mail.")
        return cents, parts[1], email


class WallForm(Form):
    """What becomes of words for the wall."""

    show = tick("Show them")


class ThanksForm(Form):
    """Thanks, as the one who thanks writes them."""

    said = long_text("Your words", most=3000, required="What do you want to say?")


class ReceiptBookForm(Edited):
    """What receipts say of the chapter."""

    country = SelectField("Country", choices=choices_of({"us": "United States", "": "Another country"}))
    status = text("Tax status", most=200)
    words = long_text("The words of receipts in another country", most=3000)


def filled(drive: Drive, zone: ZoneInfo) -> dict[str, Any]:
    """A drive as its form shows it."""
    kept = ("title", "slug", "summary", "story", "stops_at_goal", "wall_held", "thanks_name", "thanks_words")

    def typed(cents: int) -> str:
        return words.typed(cents, drive.currency)

    return {
        **{name: getattr(drive, name) for name in kept},
        "goal": typed(drive.goal_cents), "least": typed(drive.least_cents),
        "most": typed(drive.most_cents), "fee_fixed": typed(drive.fee_fixed_cents),
        "fee_percent": f"{drive.fee_rate / 100:g}",
        "begins": drive.begins_at.astimezone(zone), "ends": drive.ends_at.astimezone(zone),
        "rungs": "\n".join(f"{typed(rung.amount_cents)} {rung.does}" for rung in drive.rungs),
        "funds": "\n".join(fund.name for fund in drive.open_funds),
    }  # fmt: skip
