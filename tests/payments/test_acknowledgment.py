"""What a receipt has to say: amounts around the law's limits × what came back × fee covered × refund."""

from itertools import product

import pytest

from chapter import money
from chapter.giving import fees
from chapter.payments.acknowledgment import (
    ACKNOWLEDGMENT,
    NOTHING_BACK,
    VALUE,
    Given,
    Receiver,
    required,
    sentences,
)

US = Receiver("Lake Effect Women’s Network", "00-0000000", "a public charity under section 501(c)(3)")
AMOUNTS = (74_99, 75_00, 75_01, 249_99, 250_00)
WORTH = ("nothing", "forty", "equal", "above")
CASES = list(product(AMOUNTS, WORTH, (False, True), ("none", "part", "all")))


def case(amount: int, worth: str, covered: bool, returned: str) -> Given:
    paid = fees.gross(amount, rate=220, fixed_cents=30) if covered else amount
    value = {"nothing": 0, "forty": 40_00, "equal": paid, "above": paid + 1}[worth]
    return Given(paid, value, {"none": 0, "part": 10_00, "all": paid}[returned])


@pytest.mark.parametrize(("amount", "worth", "covered", "returned"), CASES)
def test_the_table(amount: int, worth: str, covered: bool, returned: str) -> None:
    given = case(amount, worth, covered, returned)
    told = " ".join(sentences(given, US))
    if returned == "all":
        assert told == "This payment was returned in full. Nothing of it is a contribution."
        assert required(given) == frozenset()
        return
    kept = given.paid_cents - given.returned_cents
    assert (NOTHING_BACK in told) is (worth == "nothing")
    assert (f"value is {money.show(given.value_cents, 'usd')}" in told) is (worth != "nothing")
    assert (VALUE in required(given)) is (worth != "nothing" and kept > 75_00)
    deductible = kept - given.value_cents
    if deductible > 0:
        assert f"{money.show(deductible, 'usd')} is tax-deductible" in told
    else:
        assert "No part of this payment is tax-deductible" in told
    assert (ACKNOWLEDGMENT in required(given)) is (deductible >= 250_00)
    assert ("$10 of this payment was returned" in told) is (returned == "part")


def test_the_fee_that_she_covered_is_part_of_her_gift() -> None:
    given = case(249_99, "nothing", True, "none")
    assert given.deductible_cents == 255_93
    assert ACKNOWLEDGMENT in required(given)


@pytest.mark.parametrize("missing", ["legal_name", "ein", "status"])
def test_nothing_is_called_deductible_while_anything_is_missing(missing: str) -> None:
    whole = {"legal_name": US.legal_name, "ein": US.ein, "status": US.status}
    told = " ".join(sentences(Given(300_00, 40_00), Receiver(**{**whole, missing: " "})))
    assert "deductible" not in told
    assert "value is $40" in told


def test_a_token_within_the_limits_counts_as_nothing() -> None:
    given = Given(100_00, 10_00, low_cost=True)
    assert NOTHING_BACK in sentences(given, US)
    assert given.deductible_cents == 100_00


def test_a_thing_is_described_and_never_valued() -> None:
    told = " ".join(sentences(Given(0, thing="a sewing machine"), US))
    assert "You gave: a sewing machine." in told
    assert NOTHING_BACK in told
    assert "$" not in told


def test_another_country_has_the_words_of_its_own_chapter() -> None:
    elsewhere = Receiver("Netz e.V.", country="de", words="Zuwendungsbestätigung.\n\nWir sind gemeinnützig.")
    assert sentences(Given(300_00), elsewhere) == ("Zuwendungsbestätigung.", "Wir sind gemeinnützig.")
