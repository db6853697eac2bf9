"""The API behind the demo's buttons and the tests: outcomes, and how webhooks are sent. JSON, on loopback."""

import json
import random
from typing import Any

from werkzeug.wrappers import Request, Response

from stripe_stand_in import payments, payouts
from stripe_stand_in import refunds as stripe_stand_in_refunds
from stripe_stand_in.account import Account
from stripe_stand_in.actions import ACTS, CONTROLS
from stripe_stand_in.errors import StripeError, missing
from stripe_stand_in.timestamps import since_1970

LATEST = 50


class Control:
    """The controls of one account."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def answer(self, request: Request) -> Response:
        """Do the requested action; the response is the resulting state."""
        wanted = request.get_json(silent=True) or {}
        room = request.path.removeprefix("/control/")
        try:
            with self.account.store.together():
                body = self._do(room, wanted)
        except StripeError as error:
            return Response(json.dumps(error.said), error.status, content_type="application/json")
        return Response(json.dumps(body), content_type="application/json")

    def _do(self, room: str, wanted: dict[str, Any]) -> Any:
        if room == "act":
            return self._act(str(wanted.get("act")), str(wanted.get("object")))
        if room == "set":
            return self._set(wanted)
        if room == "release":
            return self._release(str(wanted.get("order", "in turn")), int(wanted.get("copies", 1)))
        if room == "clear":
            self.account.store.clear()
            return {}
        if room == "books":
            return self._books(int(wanted.get("latest", LATEST)))
        if room == "payment":
            return self._payment(str(wanted.get("id")))
        if room == "session":
            return {
                "session": self.account.the(wanted["id"]),
                "lines": payments.lines(self.account, wanted["id"]),
            }
        raise missing("control", room)

    def _act(self, act: str, object_id: str) -> dict[str, Any]:
        doing = ACTS.get(act)
        if doing is None:
            raise StripeError(f"There is no act {act}.", param="act")
        return doing(self.account, object_id)

    def _set(self, wanted: dict[str, Any]) -> dict[str, Any]:
        for name, value in wanted.items():
            if name not in CONTROLS:
                raise StripeError(f"There is no control {name}.", param=name)
            self.account.store.tell(name, value)
        return {name: self.account.store.told(name, default) for name, default in CONTROLS.items()}

    def _release(self, order: str, copies: int) -> dict[str, int]:
        """Release held webhooks: in turn, backwards or shuffled; each ``copies`` times."""
        store = self.account.store
        held = [
            event for (event,) in store.rows("SELECT event FROM sending WHERE due IS NULL ORDER BY number")
        ]
        held = [event for event in held for _ in range(copies)]
        if order == "backwards":
            held.reverse()
        if order == "shuffled":
            random.shuffle(held)
        store.rows("DELETE FROM sending WHERE due IS NULL")
        for event in held:
            store.rows("INSERT INTO sending (event, due, tries) VALUES (?, ?, 0)", event, since_1970())
        return {"released": len(held)}

    def _books(self, latest: int) -> dict[str, Any]:
        """The data of the dashboard, newest first: the ``latest`` of each kind."""
        store = self.account.store
        waiting = store.rows("SELECT count(*) FROM sending WHERE done IS NULL")[0][0]
        kinds = (
            "checkout.session",
            "payment_intent",
            "charge",
            "refund",
            "dispute",
            "balance_transaction",
            "payout",
            "event",
        )
        told = {
            "waiting": waiting,
            "late": sorted(self.account.late()),
            "balances": payouts.balances(self.account),
            "controls": self._set({}),
        }
        return told | {
            kind.replace(".", "_") + "s": self.account.seen(store.all_of(kind)[:latest]) for kind in kinds
        }

    def _payment(self, charge_id: str) -> dict[str, Any]:
        """A charge with everything that belongs to it, each kind newest first."""
        charge = self.account.the(charge_id)
        if charge["object"] != "charge":
            raise missing("charge", charge_id)
        store = self.account.store
        refunds = [one for one in store.all_of("refund") if one["charge"] == charge_id]
        disputes = stripe_stand_in_refunds.disputes_of(self.account, charge)
        sessions = store.all_of("checkout.session")
        about = {charge_id} | {one["id"] for one in refunds + disputes}
        lines = [one for one in payouts.lines(self.account, {}) if one["source"] in about]
        session = next((s for s in sessions if s["payment_intent"] == charge["payment_intent"]), None)
        kinds = {"refunds": refunds, "disputes": disputes, "lines": lines}
        return {"charge": charge, "session": session, **{k: self.account.seen(v) for k, v in kinds.items()}}
