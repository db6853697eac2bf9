"""What a payer, a bank or the owner of the account does, and the controls, by the names that the pages send.

Each action is one transaction of the store: the objects and the events that wait to be sent.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from stripe_stand_in import disputes, payments, payouts, refunds
from stripe_stand_in.account import Account

Body = dict[str, Any]
CONTROLS: Body = {"copies": 1, "delay_seconds": 0, "drop": False, "shuffle": False, "hold": False,
                  "ahead_seconds": 0, "slow_seconds": 0, "slow_reads_seconds": 0, "late_lines_seconds": 0,
                  "empty_answers": 0, "drip_seconds": 0, "refunds_wait": False}  # fmt: skip
"""Webhooks: how often each is sent, how late, never, in any order, or held until they are released. The
clock: how far ahead of the machine's. The API: how long a call takes that changes something, and one that
reads; how late a new line of the balance is; how many of the next answers are ``{}``; over how long an answer
is sent, byte by byte. Refunds: whether one by card is pending at first."""

ACTS: dict[str, Callable[[Account, str], Body]] = {
    "pay": payments.pay,
    "decline": payments.decline,
    "expire": payments.expire,
    "open_again": payments.open_again,
    "debit": partial(payments.debit, arrives=None),
    "debit_arrives": partial(payments.debit, arrives=True),
    "debit_bounces": partial(payments.debit, arrives=False),
    "arrive": payments.arrive,
    "bounce": payments.bounce,
    "not_ours": payments.not_ours,
    "not_ours_by_checkout": payments.not_ours_by_checkout,
    "dispute": disputes.dispute,
    "inquire": disputes.inquire,
    "inquiry_closes": disputes.inquiry_closes,
    "inquiry_escalates": disputes.inquiry_escalates,
    "prevented": disputes.prevented,
    "prevented_by_refund": partial(disputes.prevented, by_refund=True),
    "answer": disputes.answer,
    "win": partial(disputes.ends, won=True),
    "lose": partial(disputes.ends, won=False),
    "appeal": disputes.appeal,
    "refund_later": refunds.refund_later,
    "refund_arrives": refunds.refund_arrives,
    "refund_fails": refunds.refund_fails,
    "settle": payouts.settle,
    "pay_out": payouts.pay_out,
    "payout_arrives": payouts.payout_arrives,
    "payout_fails": payouts.payout_fails,
    "bill": payouts.bill,
    "line_there": payouts.line_there,
}
"""Each action is about one object by its id; ``settle``, ``pay_out`` and ``bill`` about a currency, the two
``not_ours`` about the payer's email."""
