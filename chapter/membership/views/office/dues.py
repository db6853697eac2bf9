"""The form of dues on a member’s page: its defaults, and the sentence shown once they are recorded."""

from chapter import money
from chapter.forms.idempotent_form import new_nonce
from chapter.gateways import clock
from chapter.levels import queries as levels_queries
from chapter.membership import queries, words
from chapter.membership.forms import DuesForm
from chapter.membership.models.dues import Dues
from chapter.membership.queries import balances
from chapter.settings import queries as settings


def recorded_sentence(row: Dues, standing: queries.Standing) -> str:
    """What was recorded, what is still due, and until when the person is a member, as a sentence."""
    due = balances.still_due(standing.membership, queries.today(clock.now()))
    rest = f" {money.show(due.cents, row.currency)} is still due." if due else ""
    until = words.until(standing.ends_on)
    return f"You recorded {money.show(row.amount_cents, row.currency)}.{rest} Member {until}."


def dues_form_for(standing: queries.Standing) -> DuesForm:
    """A form filled in with what is still due, or with the price of the level."""
    due = balances.still_due(standing.membership, queries.today(clock.now()))
    level = due.term.level if due else standing.level
    if level is None or not level.price_cents:
        level = next(iter(levels_queries.levels_with_dues()), None)
    price = due.cents if due else level.price_cents if level else 0
    currency = settings.current().currency
    held = {
        "level": str(level.id) if level else "",
        "amount": money.typed(price, currency) if level else "",
        "paid_on": queries.today(clock.now()), "nonce": new_nonce(),
    }  # fmt: skip
    return DuesForm(formdata=None, data=held).offering(levels_queries.levels_with_dues(), currency)
