"""A visitor gives in memory of her mother; the treasurer enters a check, sees the meter, closes the month."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.conftest import DESK, PHONE, Arrive
from tests.e2e.site import Site, an_address, link_in
from tests.e2e.visitor import Visitor
from tests.proof.processes import free_port
from tests.stripe_stand_in.stand_in import KEY, SECRET, StandIn

DRIVE = "/give/give-something-nice"


@dataclass
class PaidSite(Site):
    """The sample chapter with Stripe's stand-in beside it."""

    stripe_port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        """As a Site's, with an account at the stand-in."""
        stripe = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET}
        return {**super().environment, **stripe, "STRIPE_API_BASE": f"http://127.0.0.1:{self.stripe_port}"}


@pytest.fixture(scope="module")
def site(a_sample: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A sample chapter of its own, in which one can pay."""
    with PaidSite(a_sample()) as site:
        account = StandIn.at(tmp_path_factory.mktemp("stripe"), site.url, site.stripe_port)
        account.start()
        yield site
        account.kill()


def gives(visitor: Visitor, email: str) -> None:
    """A hundred dollars, the fee on top, in memory of her mother, without her name on the wall."""
    visitor.open(DRIVE)
    visitor.healthy("drive")
    visitor.field("Other amount").fill("100")
    visitor.page.locator("[data-cover]").first.check()
    visitor.choose("Leave my name off")
    visitor.unfold("In honor or in memory of someone")
    visitor.choose("In memory of")
    visitor.type(Their_name="Ines Aguilar", Your_name="Paola Aguilar", Email_for=email)
    visitor.press("Give $102.56")


def pays(visitor: Visitor) -> None:
    """Her card is declined first; the second goes through."""
    visitor.headline("$102.56")
    visitor.healthy("test-checkout")
    visitor.press("The card is declined")
    visitor.reads("declined")
    visitor.press("Pay $102.56")
    visitor.headline("Thank you")
    visitor.reads("$102.56", "in memory of Ines Aguilar")
    visitor.healthy("thanks")


def raised(visitor: Visitor) -> int:
    """What the meter says, in cents."""
    return int(visitor.page.request.get(f"{DRIVE}.json").json()["raised_cents"])


def test_she_gives_in_memory_of_her_mother_and_the_books_agree(arrive: Arrive, site: Site) -> None:
    visitor, email = arrive(PHONE), an_address("paola")
    before = raised(visitor)
    gives(visitor, email)
    pays(visitor)
    assert raised(visitor) == before + 102_56
    receipt = link_in(site.mail(email, "Receipt"), lambda url: "/give/receipt/" in url)
    visitor.open(receipt)
    visitor.reads("$100", "$2.56", "$102.56", "Paola Aguilar", "Sample, not a receipt")
    visitor.healthy("receipt")
    visitor.open(DRIVE)
    visitor.reads("plus $2.56 to cover fees")
    visitor.reads_not("Ines Aguilar")
    visitor.reads_not("Paola")

    treasurer = arrive(DESK)
    treasurer.sign_in("treasurer@chapter.test")
    treasurer.open("/office/giving/offline")
    treasurer.healthy("offline")
    treasurer.type(Amount="40")
    treasurer.field("Giver’s name").fill("Halina Wolska")
    treasurer.press("Enter gift")
    treasurer.reads("gift is on the meter")
    assert raised(treasurer) == before + 142_56
    closes_its_month(treasurer)


def closes_its_month(treasurer: Visitor) -> None:
    """The ledger of this month holds both gifts, and both of its sides are equal."""
    treasurer.open("/office/giving/books")
    treasurer.healthy("books")
    now = datetime.now(UTC).astimezone(ZoneInfo("America/Chicago"))
    treasurer.follow(f"{now:%B %Y}")
    treasurer.healthy("export")
    with treasurer.page.expect_download() as download:
        treasurer.button("Download CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    moves = [row for row in rows if row["What"] not in {"Opening balance", "Total", "Closing balance"}]
    last = next(row for row in rows if row["What"] == "Total")
    assert sum(float(row["Debit"] or 0) for row in moves) == pytest.approx(float(last["Debit"]))
    assert last["Debit"] == last["Credit"]
    assert {"100.00", "2.56", "40.00"} <= {row["Credit"] for row in moves}
