"""How people of the small chapter prove who they are."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from chapter import db
from chapter.accounts.models import AuthenticatorApp
from tests import factories
from tests.authenticator import Authenticator
from tests.browser import Browser
from tests.factories import PASSWORD, TODAY, code_at
from tests.feature import Edit, Feature, Records

if TYPE_CHECKING:
    from tests.seed.chapter import World


def build(world: "World") -> Records:
    """A passkey of the director's, and her code app, which she has not proved yet."""
    director = world.account("director")
    passkey = factories.a_passkey(director).public_id
    her_app = select(AuthenticatorApp).where(AuthenticatorApp.account_id == director.id)
    db.session.scalars(her_app).one().proved_at = None
    return {"the director’s passkey": {"public_id": passkey}}


def grow(world: "World", by: int) -> None:
    """``by`` more browsers in which the director signed in."""
    for _ in range(by):
        factories.sign_in(Browser(world.app), account=world.account("director"))


FEATURE = Feature(
    world=build,
    grow=grow,
    fields={
        "password": "a passphrase nobody knows",
        "current": PASSWORD,
        "next": "/",
        "code": code_at(TODAY),
        "credential": "{}",
        "sure": "y",
    },
    payloads={
        "/account/passkeys/new": lambda account: {"credential": Authenticator().made_for(account, TODAY)},
    },
    edits={
        "/account/passkeys/<public_id>/rename": Edit(
            ("name", "A blue phone", "A red phone", "A phone"), page="/account/passkeys/<public_id>", own=True
        ),
    },
)
