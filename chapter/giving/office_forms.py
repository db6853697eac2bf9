"""The office's forms for drives and gifts."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from wtforms import Field, SelectField, ValidationError

from chapter import money
from chapter.forms.concurrent_edits import EditForm
from chapter.forms.fields import checkbox, datetime_field, one_line, text_area, text_field
from chapter.forms.list_form import ListForm, list_choice, list_search
from chapter.forms.money_fields import MoneyField, MoneyForm
from chapter.giving import gift_list, words
from chapter.giving.models import Drive
from chapter.levels.forms import SLUG
from chapter.web.wall_clock import to_utc as moment_of

SUGGESTED_AMOUNT = re.compile(r"(\S+)\s+(.+)")
MOST_SUGGESTED_AMOUNTS, MOST_FUNDS = 8, 12
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - a naive time, in place of one not typed


class GiftListForm(ListForm):
    """Which gifts to list. `offer` sets the drives."""

    state = list_choice("Status", gift_list.STATES)
    drive = SelectField("Drive", validate_choice=False, filters=[one_line])
    q = list_search("Giver’s name or email")

    def offer(self, drives: Iterable[Drive]) -> Self:
        """Set the drives that may be chosen; one by its old address is meant as well."""
        self.drive.choices = [("", "All drives"), *((drive.slug, drive.title) for drive in drives)]
        return self

    @property
    def asked(self) -> gift_list.GiftQuery:
        """The query that was sent."""
        self.validate()
        return gift_list.GiftQuery(**self.data)


class DriveForm(EditForm, MoneyForm):
    """A drive: its story, its goal, and how one gives."""

    audit_names: ClassVar = {
        "goal": "goal_cents", "least": "least_cents", "most": "most_cents", "begins": "begins_at",
        "ends": "ends_at", "fee_percent": "fee_rate", "fee_fixed": "fee_fixed_cents",
    }  # fmt: skip

    zone = ZoneInfo("UTC")
    title = text_field("Title", most=120, required="Enter a title.")
    slug = text_field(
        "Web address", most=80, required="Enter an address, such as winter-coats for /give/winter-coats."
    )
    summary = text_field("Summary", most=300)
    story = text_area("Story", most=20_000)
    goal = MoneyField("Goal", "Enter a goal.", least=1, too_little="Enter a goal above zero.")
    begins = datetime_field("Begins", required="Choose when it begins.")
    ends = datetime_field("Ends", required="Choose when it ends.")
    rungs = text_area("Suggested amounts, one per line", most=2000)
    funds = text_area("Funds to choose from, one per line", most=2000)
    least = MoneyField(
        "Smallest gift", "Enter the smallest gift.", default="5", least=50,
        too_little="Enter at least {}. Cards can’t pay less.",
    )  # fmt: skip
    most = MoneyField(
        "Largest gift online", "Enter the largest gift online.", default="25000", least=50, most=99_999_999,
        too_much="Enter up to {}. Cards can’t pay more.",
    )  # fmt: skip
    fee_percent = text_field(
        "Card fee in percent", most=6, required="Enter a percentage, such as 2.2.", default="2.2"
    )
    fee_fixed = MoneyField(
        "Card fee per payment", "Enter an amount, such as 0.30.", default="0.30", most=1000,
        too_much="That is more than any card costs.",
    )  # fmt: skip
    stops_at_goal = checkbox("End the drive when it reaches its goal")
    wall_held = checkbox("Review names, tributes and messages before the giver wall shows them", default=True)
    thanks_name = text_field("Thanks signed by", most=120)
    thanks_words = text_area("Thank-you message", most=2000)

    def validate_slug(self, field: Field) -> None:
        """Allow small letters, digits and hyphens only."""
        if not SLUG.fullmatch(field.data or ""):
            raise ValidationError("Use lowercase letters, digits and hyphens, such as winter-coats.")

    def validate_fee_percent(self, field: Field) -> None:
        """Require 0 to 20, with up to two decimals."""
        if not re.fullmatch(r"(?:20|1?\d(?:\.\d{1,2})?)(?:\.0{1,2})?", field.data or ""):
            raise ValidationError("Enter a number from 0 to 20, such as 2.2.")

    def validate_rungs(self, _field: Field) -> None:
        """Require an amount, and what it does, on each line."""
        if len(self._lines("rungs")) > MOST_SUGGESTED_AMOUNTS:
            raise ValidationError(
                f"Enter up to {MOST_SUGGESTED_AMOUNTS} amounts. More are hard to choose from."
            )
        for line in self._lines("rungs"):
            self._suggested_amount(line)

    def validate_funds(self, _field: Field) -> None:
        """Refuse a fund name that is too long."""
        if len(self._lines("funds")) > MOST_FUNDS or any(len(name) > 120 for name in self._lines("funds")):
            raise ValidationError(f"Enter up to {MOST_FUNDS} funds, each in a few words.")

    def values(self) -> dict[str, Any]:
        """The values that were typed, for the rules. Raises Refused for a time that daylight saving skips."""
        kept = ("slug", "title", "summary", "story", "thanks_name", "thanks_words")
        return {
            **{name: self[name].data or "" for name in kept},
            "goal_cents": self.in_cents(self.goal), "least_cents": self.in_cents(self.least),
            "most_cents": self.in_cents(self.most), "fee_fixed_cents": self.in_cents(self.fee_fixed),
            "fee_rate": round(float(self.fee_percent.data or 0) * 100),
            "begins_at": self._moment(self.begins), "ends_at": self._moment(self.ends),
            "stops_at_goal": bool(self.stops_at_goal.data), "wall_held": bool(self.wall_held.data),
        }  # fmt: skip

    @property
    def suggested_amounts(self) -> list[tuple[int, str]]:
        """The suggested amounts, in cents, with what each does."""
        return [self._suggested_amount(line) for line in self._lines("rungs")]

    @property
    def fund_names(self) -> list[str]:
        """The names of the funds, without duplicates."""
        return list(dict.fromkeys(self._lines("funds")))

    def _suggested_amount(self, line: str) -> tuple[int, str]:
        found = SUGGESTED_AMOUNT.fullmatch(line)
        if found is None or len(found[2]) > 200:
            raise ValidationError(f"“{line[:40]}” needs an amount and what it does, such as: 50 one outfit")
        try:
            return money.parse(found[1], self.currency), found[2].strip()
        except ValueError:
            hint = money.format_hint(self.currency)
            raise ValidationError(f"“{found[1][:20]}” is not an amount. {hint}") from None

    def _lines(self, name: str) -> list[str]:
        return [line.strip() for line in (self[name].data or "").splitlines() if line.strip()]

    def _moment(self, field: Field) -> datetime:
        return moment_of(field.data or EPOCH, self.zone, field.name)


class SwitchForm(EditForm):
    """Whether the public sees a drive, and whether it has ended early."""

    seen = checkbox("Show the drive to the public")
    ended = checkbox("End the drive early")


def drive_form_data(drive: Drive, zone: ZoneInfo) -> dict[str, Any]:
    """The data of ``drive`` as its form shows it."""
    kept = ("title", "slug", "summary", "story", "stops_at_goal", "wall_held", "thanks_name", "thanks_words")

    def typed(cents: int) -> str:
        return words.typed(cents, drive.currency)

    return {
        **{name: getattr(drive, name) for name in kept},
        "goal": typed(drive.goal_cents), "least": typed(drive.least_cents),
        "most": typed(drive.most_cents), "fee_fixed": typed(drive.fee_fixed_cents),
        "fee_percent": f"{drive.fee_rate / 100:g}",
        "begins": drive.begins_at.astimezone(zone), "ends": drive.ends_at.astimezone(zone),
        "rungs": "\n".join(f"{typed(rung.amount_cents)} {rung.impact}" for rung in drive.suggested_amounts),
        "funds": "\n".join(fund.name for fund in drive.open_funds),
    }  # fmt: skip
