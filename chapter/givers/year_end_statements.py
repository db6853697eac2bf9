"""The year-end statement of one giver: the valid receipts of a year, summed up. It is not itself a receipt,
so nothing is receipted twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chapter import db, money
from chapter.givers import queries
from chapter.giving.models import Gift
from chapter.payments.models.receipts import BOOK_ID, RETURNED_LINE, Receipt, ReceiptBook
from chapter.payments.rules import receipts
from chapter.payments.rules.tax_wording import Donee
from chapter.people.models import Person
from chapter.security import signed_links
from chapter.settings import queries as settings

LINK_PURPOSE = "statement"


@dataclass(frozen=True)
class YearEndStatement:
    """One person's receipts of one year; ``receiver``: the chapter that received the gifts, for tax
    purposes."""

    person: Person
    year: int
    receipts: Sequence[Receipt]
    receiver: Donee

    @property
    def token(self) -> str:
        """The token of the personal link to it."""
        return statement_token(self.person, self.year)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """(words, amount) for each line, which add up to ``total``: each receipt, and below it what was
        returned of it."""
        return [line for one in self.receipts for line in _lines(one)]

    @property
    def total(self) -> str:
        """What the chapter retained of it all, in words; a sum for each currency. Empty when no money
        came."""
        return self._sum(lambda told: told["paid_cents"] - told["returned_cents"])

    @property
    def sentences(self) -> list[str]:
        """What the statement says about tax, for receipts that say it."""
        said = ["This summarizes receipts that you already have. It is not another receipt."]
        if self.receiver.country == "us" and self.receiver.may_say_deductible:
            said.append(self._of_tax(self.receiver))
        return said

    def _of_tax(self, receiver: Donee) -> str:
        told = [f"{receiver.legal_name} is {receiver.status}, EIN {receiver.ein}."]
        if self.total:
            deductible = self._sum(lambda told: told["deductible_cents"])
            told.append(
                f"Of the money you gave in {self.year}, {deductible} is tax-deductible as far as "
                "the law allows."
            )
        if any(one.described for one in self.receipts):
            told.append("We put no value on what you gave other than money; you determine its value.")
        return " ".join([*told, "Each receipt says what was provided in exchange."])

    def _sum(self, of: Callable[[dict[str, Any]], int]) -> str:
        sums: dict[str, int] = {}
        for told in (one.snapshot for one in self.receipts if not one.described):
            sums[told["currency"]] = sums.get(told["currency"], 0) + max(0, of(told))
        return " and ".join(money.show(cents, known) for known, cents in sums.items())


def _lines(one: Receipt) -> Iterator[tuple[str, str]]:
    told = one.snapshot
    words = f"{one.dated}: receipt {one.number}, {told['method'].lower()}"
    if one.described:
        thing = told.get("thing", "")
        yield f"{words}: {thing}" if thing else words, "described, not valued"
        return
    yield words, money.show(told["paid_cents"], told["currency"])
    if one.returned:
        yield f"{RETURNED_LINE}, of receipt {one.number}", one.returned


def statement_of(person: Person, year: int) -> YearEndStatement:
    """The person's statement of that year; without receipts when they gave nothing then."""
    return statements_of([person], year)[0]


def statements_of(people: Sequence[Person], year: int) -> list[YearEndStatement]:
    """The statements of these people, in the same order; the number of SQL statements stays the same."""
    receiver = receipts.donee(db.session.get_one(ReceiptBook, BOOK_ID))
    known = queries.receipts_by_giver([person.id for person in people])
    return [
        YearEndStatement(
            person, year, [one for one in known.get(person.id, []) if _year(one) == year], receiver
        )
        for person in people
    ]


def years_with_receipts(person: Person) -> list[int]:
    """The years in which the person gave, the latest first."""
    return sorted({_year(one) for one in queries.receipts_of_giver(person.id)}, reverse=True)


def statement_links(people: Sequence[Person], gifts: Sequence[Gift]) -> list[tuple[str, int, str]]:
    """(name, year, token) of each statement that ``gifts`` of ``people`` make."""
    zone, known = settings.current().zone_info, {person.id: person for person in people}
    years = {
        (gift.person_id, gift.paid_at.astimezone(zone).year)
        for gift in gifts
        if gift.person_id in known and gift.paid_at and gift.erased_at is None
    }
    hers = sorted(((known[number], year) for number, year in years), key=lambda one: (-one[1], one[0].name))
    return [(person.name, year, statement_token(person, year)) for person, year in hers]


def statement_token(person: Person, year: int) -> str:
    """The token of the personal link to a statement."""
    return signed_links.make_token(f"{LINK_PURPOSE} {year}", person.public_id)


def _year(receipt: Receipt) -> int:
    return int(receipt.snapshot["received_on"][:4])
