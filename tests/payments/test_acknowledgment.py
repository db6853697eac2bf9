"""What a receipt has to say: amounts around the law's limits × what came back × fee covered × refund."""

from itertools import product

import pytest

from chapter import money
from chapter.giving import fee_coverage
from chapter.payments.rules.tax_wording import (
    ACKNOWLEDGMENT,
    NO_GOODS_OR_SERVICES,
    QUID_PRO_QUO_DISCLOSURE,
    Contribution,
    Donee,
    required_statements,
    sentences,
)

US = Donee("Lake Effect Women’s Network", "00-0000000", "a public charity under section 501(c)(3)")
AMOUNTS = (74_99, 75_00, 75_01, 249_99, 250_00)
WORTH = ("nothing", "forty", "equal", "above")
CASES = list(product(AMOUNTS, WORTH, (False, True), ("none", "part", "all")))


def case(amount: int, worth: str, covered: bool, returned: str) -> Contribution:
    paid = fee_coverage.gross(amount, rate=220, fixed_cents=30) if covered else amount
    value = {"nothing": 0, "forty": 40_00, "equal": paid, "above": paid + 1}[worth]
    return Contribution(paid, value, {"none": 0, "part": 10_00, "all": paid}[returned])


@pytest.mark.parametrize(("amount", "worth", "covered", "returned"), CASES)
def test_the_table(amount: int, worth: str, covered: bool, returned: str) -> None:
    given = case(amount, worth, covered, returned)
    told = " ".join(sentences(given, US))
    if returned == "all":
        assert told == "This payment was returned in full. No part of it is a contribution."
        assert required_statements(given) == frozenset()
        return
    kept = given.paid_cents - given.returned_cents
    assert (NO_GOODS_OR_SERVICES in told) is (worth == "nothing")
    assert (f"value is {money.show(given.value_cents, 'usd')}" in told) is (worth != "nothing")
    assert (QUID_PRO_QUO_DISCLOSURE in required_statements(given)) is (worth != "nothing" and kept > 75_00)
    deductible = kept - given.value_cents
    if deductible > 0:
        assert f"{money.show(deductible, 'usd')} is tax-deductible" in told
    else:
        assert "No part of this payment is tax-deductible" in told
    assert (ACKNOWLEDGMENT in required_statements(given)) is (deductible >= 250_00)
    assert ("$10 of this payment was returned" in told) is (returned == "part")


def test_the_fee_that_she_covered_is_part_of_her_gift() -> None:
    given = case(249_99, "nothing", True, "none")
    assert given.deductible_cents == 255_93
    assert ACKNOWLEDGMENT in required_statements(given)


@pytest.mark.parametrize("missing", ["legal_name", "ein", "status"])
def test_nothing_is_called_deductible_while_anything_is_missing(missing: str) -> None:
    whole = {"legal_name": US.legal_name, "ein": US.ein, "status": US.status}
    told = " ".join(sentences(Contribution(300_00, 40_00), Donee(**{**whole, missing: " "})))
    assert "deductible" not in told
    assert "value is $40" in told


def test_a_token_within_the_limits_counts_as_nothing() -> None:
    given = Contribution(100_00, 10_00, low_cost=True)
    assert NO_GOODS_OR_SERVICES in sentences(given, US)
    assert given.deductible_cents == 100_00


def test_a_thing_is_described_and_never_valued() -> None:
    told = " ".join(sentences(Contribution(0, thing="a sewing machine"), US))
    assert "You gave: a sewing machine." in told
    assert NO_GOODS_OR_SERVICES in told
    assert "$" not in told


def test_another_country_has_the_words_of_its_own_chapter() -> None:
    elsewhere = Donee("Netz e.V.", country="de", words="Zuwendungsbestätigung.\n\nWir sind gemeinnützig.")
    assert sentences(Contribution(300_00), elsewhere) == ("Zuwendungsbestätigung.", "Wir sind gemeinnützig.")
