"""What mail servers really answer once they hear of a recipient: about us, about the reader, or neither.

The answers are those of Postfix, Exim, Gmail, Exchange, Amazon SES and others, as they give them.
"""

from datetime import timedelta

import pytest

from chapter.gateways import smtp_replies
from chapter.gateways.smtp import OUR_FAULT_PREFIX
from chapter.mail import delivery, suppression
from chapter.mail.models import Mail
from tests.factories import TODAY
from tests.mail.conftest import Server, a_mail, fresh

FROM = "<hello@chapter.test>"
ANSWERS = {
    "ours": [
        f"550 5.1.8 {FROM}: Sender address rejected: Domain not found",
        f"450 4.1.8 {FROM}: Sender address rejected: Domain not found",
        f"550 5.1.7 {FROM}: Sender address rejected: undeliverable address",
        f"550 5.1.0 {FROM}: Sender address rejected: User unknown in virtual mailbox table",
        f"553 5.7.1 {FROM}: Sender address rejected: not owned by user chapter",
        f"554 5.7.1 {FROM}: Sender address rejected: Access denied",
        "504 5.5.2 <hello>: Sender address rejected: need fully-qualified address",
        "501 5.1.7 Bad sender address syntax",
        "503 5.5.1 Error: bad sequence of commands",
        "500 5.5.1 Command unrecognized",
        "530 5.7.0 Must issue a STARTTLS command first",
        "550 Must issue a STARTTLS command first",
        "550 Sender verify failed",
        f"550-Verification failed for {FROM}\r\n550-No Such User Here\r\n550 Sender verify failed",
        "451 Could not complete sender verify callout",
        "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail go to the help center.",
        "550-5.4.5 Daily SMTP relay sending limit exceeded for customer.\r\n550 5.4.5 Ask for more.",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for recipients",
        "454 Throttling failure: Daily message quota exceeded.",
        "454 Throttling failure: Maximum sending rate exceeded.",
        "554 Message rejected: Email address is not verified. The following identities failed the check",
        "550 Domain chapter.test has exceeded the max emails per hour (500/500) allowed.",
    ],
    "gone": [
        "550 5.1.1 <{to}>: Recipient address rejected: User unknown in local recipient table",
        "550-5.1.1 The email account that you tried to reach does not exist.\r\n550 5.1.1 Check for typos.",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup",
        "550 5.1.2 <{to}>: Recipient address rejected: Domain not found",
        "550 5.1.6 Recipient no longer on server",
        "501 5.1.3 Bad recipient address syntax",
        "550-5.2.1 The email account that you tried to reach is inactive.\r\n550 5.2.1 Learn more.",
    ],
    "failed": [
        "550 No such mailbox",
        "550 No Such User Here",
        "550 Unknown user",
        "550 Unrouteable address",
        "550 Mailbox not found",
        "550 The account {to} doesn't exist",
        "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)",
    ],
    "tried": [
        "550 Administrative prohibition",
        "554 No thanks",
        "550 #5.1.0 Address rejected.",
        "550 Rejected",
        "550 Your account has been disabled",
        "550-5.2.1 The user you are trying to contact is receiving mail at a rate\r\n550 5.2.1 too high.",
        "552 5.2.2 <{to}>: Mailbox over quota",
        "550 5.4.1 Recipient address rejected: Access denied",
        "504 5.5.2 <{to}>: Recipient address rejected: need fully-qualified address",
        "550 5.7.1 Blocked by a list of senders",
        "450 4.2.0 <{to}>: Recipient address rejected: Greylisted",
        "421 4.7.0 Try again later",
    ],
}  # fmt: skip
TABLE = [(came, answer) for came, given in ANSWERS.items() for answer in given]


def what_came(mail: Mail) -> str:
    """What became of it, by the word of the table."""
    if mail.failed_at is not None:
        return "gone" if suppression.suppressed([mail.to_address]) else "failed"
    assert suppression.suppressed([mail.to_address]) == {}
    return "ours" if mail.failure.startswith(OUR_FAULT_PREFIX) else "tried"


def test_an_answer_to_the_recipient_fails_a_mail_only_for_what_is_the_reader_s(server: Server) -> None:
    mails = [a_mail(to=f"reader{number}@example.test") for number in range(len(TABLE))]
    for mail, (_, answer) in zip(mails, TABLE, strict=True):
        server.answers[mail.to_address] = answer.format(to=mail.to_address)
    while delivery.send_due(now=TODAY):
        pass
    came = [(what_came(fresh(mail)), answer) for mail, (_, answer) in zip(mails, TABLE, strict=True)]
    assert came == TABLE


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "554 Message rejected: Email address is not verified. The following identities failed the check in "
        "region US-EAST-1: hello@chapter.test",
        "554 5.2.252 SendAsDenied; chapter@chapter.test not allowed to send as hello@chapter.test",
        "550 5.4.5 Daily user sending limit exceeded",
        "454 Throttling failure: Daily message quota exceeded.",
    ],
)
def test_a_server_that_refuses_us_only_after_the_text_is_ours_too(server: Server, answer: str) -> None:
    server.to_texts = answer
    mail, now = a_mail(), TODAY
    for _ in range(14):
        delivery.send_due(now=now)
        mail = fresh(mail)
        now = mail.due_at + timedelta(seconds=1)
    assert what_came(mail) == "ours"
    server.to_texts = ""
    delivery.send_due(now=now)
    assert fresh(mail).sent_at is not None


@pytest.mark.parametrize("name", ["sender-verify", "starttls", "no-such-user", "send.as"])
def test_nothing_is_read_in_an_address_that_an_answer_repeats(name: str) -> None:
    for shown in (f"<{name}@example.test>", f"{name}@example.test"):
        answer = f"550 {shown}: no thanks"
        assert (smtp_replies.our_fault(answer), smtp_replies.is_unknown_by_words(answer)) == ("", False)


def test_what_nobody_understands_is_tried_twelve_times_and_blames_no_address(server: Server) -> None:
    server.answers["ana@example.test"] = "550 Rejected"
    mail, now, tries = a_mail(), TODAY, 0
    while mail.failed_at is None and tries < 20:
        delivery.send_due(now=now)
        mail, tries = fresh(mail), tries + 1
        now = max(now, mail.due_at) + timedelta(seconds=1)
    assert (tries, mail.failure, what_came(mail)) == (12, "550 Rejected", "failed")
