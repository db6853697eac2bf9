"""The year-end statement of one giver: the receipts of a year that stand, summed up. It is no receipt itself,
so nothing is receipted twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chapter import db, money
from chapter.giving import givers
from chapter.giving.models import Gift
from chapter.payments.receipting import ONLY, Receipt, ReceiptBook
from chapter.payments.rules import receipts
from chapter.people.models import Person
from chapter.settings import queries as settings
from chapter.web import links

PURPOSE = "statement"


@dataclass(frozen=True)
class YearEnd:
    """One person's receipts of one year."""

    person: Person
    year: int
    receipts: Sequence[Receipt]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """(day, words, amount) of each receipt."""
        return [
            (
                one.snapshot["received_on"],
                f"Receipt {one.number}, {one.snapshot['method'].lower()}",
                one.snapshot["total"] if one.snapshot["paid_cents"] else "described, not valued",
            )
            for one in self.receipts
        ]

    @property
    def total(self) -> str:
        """What the chapter kept of it all, in words; a sum for each currency."""
        return self._sum(lambda told: told["paid_cents"] - told["returned_cents"])

    @property
    def sentences(self) -> list[str]:
        """What it says of tax, where the receipts say it."""
        said = ["This sums up receipts that you have already. It is not another receipt."]
        receiver = receipts.receiver(db.session.get_one(ReceiptBook, ONLY))
        if receiver.country == "us" and receiver.may_say_deductible:
            deductible = self._sum(lambda told: told["deductible_cents"])
            said.append(
                f"{receiver.legal_name} is {receiver.status}, EIN {receiver.ein}. Of the money that you gave "
                f"in {self.year}, {deductible} is tax-deductible as far as the law allows. What was provided "
                "in exchange stands on each receipt."
            )
        return said

    def _sum(self, of: Any) -> str:
        sums: dict[str, int] = {}
        for one in self.receipts:
            told = one.snapshot
            sums[told["currency"]] = sums.get(told["currency"], 0) + max(0, of(told))
        currency = settings.current().currency
        return " and ".join(money.show(cents, known) for known, cents in sums.items()) or money.show(
            0, currency
        )


def of(person: Person, year: int) -> YearEnd:
    """Her statement of that year; without receipts when she gave nothing then."""
    hers = [one for one in givers.receipts_of(person.id) if _year(one) == year]
    return YearEnd(person, year, hers)


def years_of(person: Person) -> list[int]:
    """The years in which she gave, the latest first."""
    return sorted({_year(one) for one in givers.receipts_of(person.id)}, reverse=True)


def of_these(people: Sequence[Person], gifts: Sequence[Gift]) -> list[tuple[str, int, str]]:
    """(name, year, token) of each statement that ``gifts`` of ``people`` make."""
    zone, known = settings.current().zone_info, {person.id: person for person in people}
    years = {
        (gift.person_id, gift.paid_at.astimezone(zone).year)
        for gift in gifts
        if gift.person_id in known and gift.paid_at and gift.erased_at is None
    }
    hers = sorted(((known[number], year) for number, year in years), key=lambda one: (-one[1], one[0].name))
    return [(person.name, year, token(person, year)) for person, year in hers]


def token(person: Person, year: int) -> str:
    """What the personal link to her statement carries."""
    return links.token(f"{PURPOSE} {year}", person.public_id)


def _year(receipt: Receipt) -> int:
    return int(receipt.snapshot["received_on"][:4])
