"""What a payer, a bank or the owner of the account does, and the controls, by the words that press them.

Each act is one transaction of the shelf: the objects and the events that wait to be sent.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from chapter.demo.stripe import disputing, paying, payouts, refunding
from chapter.demo.stripe.account import Account

Body = dict[str, Any]
CONTROLS: Body = {"copies": 1, "delay_seconds": 0, "drop": False, "shuffle": False, "hold": False,
                  "ahead_seconds": 0, "slow_seconds": 0, "slow_reads_seconds": 0, "late_lines_seconds": 0,
                  "empty_answers": 0, "drip_seconds": 0, "refunds_wait": False}  # fmt: skip
"""Webhooks: how often each is sent, how late, never, in any order, or kept until they are let go. The clock:
how far ahead of the machine's. The API: how long a call takes that changes something, and one that reads; how
late a new line of the balance is; how many of the next answers are ``{}``; over how long an answer is sent,
byte by byte. Refunds: whether one by card is pending at first."""

ACTS: dict[str, Callable[[Account, str], Body]] = {
    "pay": paying.pay,
    "decline": paying.decline,
    "expire": paying.expire,
    "open_again": paying.open_again,
    "debit": partial(paying.debit, arrives=None),
    "debit_arrives": partial(paying.debit, arrives=True),
    "debit_bounces": partial(paying.debit, arrives=False),
    "arrive": paying.arrive,
    "bounce": paying.bounce,
    "not_ours": paying.not_ours,
    "not_ours_by_checkout": paying.not_ours_by_checkout,
    "dispute": disputing.dispute,
    "inquire": disputing.inquire,
    "inquiry_closes": disputing.inquiry_closes,
    "inquiry_escalates": disputing.inquiry_escalates,
    "prevented": disputing.prevented,
    "prevented_by_refund": partial(disputing.prevented, by_refund=True),
    "answer": disputing.answer,
    "win": partial(disputing.ends, won=True),
    "lose": partial(disputing.ends, won=False),
    "appeal": disputing.appeal,
    "refund_later": refunding.refund_later,
    "refund_arrives": refunding.refund_arrives,
    "refund_fails": refunding.refund_fails,
    "settle": payouts.settle,
    "pay_out": payouts.pay_out,
    "payout_arrives": payouts.payout_arrives,
    "payout_fails": payouts.payout_fails,
    "bill": payouts.bill,
    "line_there": payouts.line_there,
}
"""Each act is about one object by its id; ``settle``, ``pay_out`` and ``bill`` about a currency, the two
``not_ours`` about the payer's email."""
