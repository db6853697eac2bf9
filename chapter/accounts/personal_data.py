"""What accounts hold of a person."""

from sqlalchemy import and_, not_, or_

from chapter.accounts.models import (
    Account,
    AuthenticatorApp,
    DeletionRequest,
    OneUseLink,
    Passkey,
    RecoveryCode,
    Session,
)
from chapter.accounts.models.email_changes import EmailChange
from chapter.accounts.rules import accounts
from chapter.personal_data.declarations import Act, Blank, NotExported, PersonalTable, Retained
from chapter.personal_data.subjects import KEY, SIGNED_IN, of_accounts, of_people, under_address

TO_MAILBOX = and_(OneUseLink.email_key == KEY, OneUseLink.email_key != "", OneUseLink.account_id.is_(None))
TABLES = (
    PersonalTable(
        Account,
        export="accounts",
        whose=of_people(Account.person_id),
        secrets="password_hash",
        left_out="email_key",
        erasure=Act(accounts.erase),
    ),
    PersonalTable(
        Session,
        export=NotExported("browsers that signed in; they stand on their own page"),
        whose=of_accounts(Session.account_id),
        secrets="token_hash",
        erasure=Blank(browser=""),
    ),
    PersonalTable(
        OneUseLink,
        export=NotExported("a link that was mailed, and works once and not for long"),
        whose=or_(
            and_(TO_MAILBOX, not_(SIGNED_IN)),
            of_accounts(OneUseLink.account_id),
            and_(SIGNED_IN, under_address(OneUseLink.email_key)),
        ),
        secrets="public_id",
        left_out="email_key",
    ),
    PersonalTable(
        AuthenticatorApp,
        export="apps_for_codes",
        whose=of_accounts(AuthenticatorApp.account_id),
        secrets="encrypted_secret last_step",
    ),
    PersonalTable(
        Passkey,
        export="passkeys",
        whose=of_accounts(Passkey.account_id),
        reasons={"public_key": "the half of the key that is no secret"},
        longest={"transports": 1000},
    ),
    PersonalTable(
        RecoveryCode, export="recovery_codes", whose=of_accounts(RecoveryCode.account_id), secrets="code_hash"
    ),
    PersonalTable(
        DeletionRequest,
        export="farewells",
        whose=of_accounts(DeletionRequest.account_id),
        erasure=Retained(
            "when somebody asked to be erased, which shows that it was done; it says nothing else"
        ),
    ),
    PersonalTable(EmailChange, export="email_changes", whose=of_accounts(EmailChange.account_id)),
)
