"""What a server answers to a reader's address is read by its codes, and not by the words that it repeats."""

import pytest

from chapter.gateways.smtp import OUR_FAULT_PREFIX
from chapter.mail import delivery, suppression
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh

ADDRESS = "ana@example.test"


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("relay@example.test", "550 5.1.1 <relay@example.test>: User unknown"),
        ("authenticate@example.test", "550 5.1.1 authenticate@example.test does not exist"),
        ("ana@relay.example.test", "550 5.1.2 Host relay.example.test is unknown"),
    ],
)
def test_a_mailbox_that_is_gone_bounced_whatever_words_are_in_its_address(
    server: Server, address: str, answer: str
) -> None:
    server.answers[address] = answer
    mail = a_mail(to=address)
    delivery.send_due(now=TODAY)
    assert fresh(mail).failed_at is not None
    assert fresh(mail).failure == answer
    assert suppression.suppressed([address]) != {}


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("relay@example.test", "550 <relay@example.test>: User unknown"),
        ("relay@example.test", "550 RELAY@example.test... no such user"),
        ("relay@example.test", "550 relay... User unknown"),
        ("relay@example.test", "550 Unknown user relay"),
        ("relay@example.test", "550 No mailbox 'relay' here"),
        ("ana@example.test", "550 <ana@example.test>: User unknown (relay.example.test)"),
    ],
)
def test_an_answer_without_a_code_is_read_without_the_words_that_it_repeats(
    server: Server, address: str, answer: str
) -> None:
    server.answers[address] = answer
    mail = a_mail(to=address)
    delivery.send_due(now=TODAY)
    assert (fresh(mail).failed_at is not None, fresh(mail).failure) == (True, answer)
    assert suppression.suppressed([address]) == {}


@pytest.mark.parametrize("address", ["relay@example.test", "authentication@example.test"])
@pytest.mark.parametrize(
    "answer",
    ["554 5.7.1 <{}>: Relay access denied", "550 relaying denied", "550 {} Authentication is required"],
)
def test_a_mailbox_called_relay_is_not_to_blame_for_our_settings(
    server: Server, address: str, answer: str
) -> None:
    server.answers[address] = answer.format(address)
    mail = a_mail(to=address)
    delivery.send_due(now=TODAY)
    assert (fresh(mail).failed_at, fresh(mail).failure[: len(OUR_FAULT_PREFIX)]) == (None, OUR_FAULT_PREFIX)


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.1.8 <hello@chapter.test>: Sender address rejected: Domain not found",
        "553 5.1.7 Our sender address is none",
        "450 4.1.8 <hello@chapter.test>: Sender address rejected: Domain not found",
    ],
)
def test_our_sender_address_refused_only_with_the_reader_s_blames_no_reader(
    server: Server, answer: str
) -> None:
    server.answers[ADDRESS] = answer
    mail = a_mail()
    delivery.send_due(now=TODAY)
    assert (fresh(mail).failed_at, fresh(mail).failure[: len(OUR_FAULT_PREFIX)]) == (None, OUR_FAULT_PREFIX)
    assert "refused our sender address" in fresh(mail).failure
    assert suppression.suppressed([ADDRESS]) == {}
