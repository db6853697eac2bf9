"""What the log says of accounts and roles."""

from chapter.accounts.models import Account
from chapter.audit.log_kinds import LogKind, LogVerbs
from chapter.people.log_names import through_person
from chapter.people.models import Person

LOGGED = (
    LogVerbs(Person, {"granted role": "gave a role to", "ended role": "ended a role of"}),
    LogKind(
        Account,
        {
            "invited": "invited to open an account:",
            "opened her account": "opened an account by their own link",
            "closed account": "closed the account of",
            "opened account": "opened the account again of",
            "chose password": "chose a password for the account of",
            "changed password": "changed the password of",
            "asked for another email": "asked for another email for the account of",
            "changed email": "changed the email of the account of",
            "stopped another email": "stopped the change of email of",
            "took back another email": "took back the change of email of",
            "asked to be erased": "asked for the erasure of",
            "confirmed to be erased": "confirmed the erasure of",
            "stays": "withdrew the erasure of",
        },
        label="Accounts",
        names=through_person(Account, Account.person_id),
    ),
)
