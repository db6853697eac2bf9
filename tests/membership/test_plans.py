"""An index leads to who wants to renew, whom the first screen counts, however many members there are."""

import pytest
from flask import Flask
from sqlalchemy import text

from chapter import db
from chapter.membership import queries
from tests.factories import TODAY


@pytest.mark.sqlite
@pytest.mark.parametrize(("state", "led"), [("asked", True), ("all", False)])
def test_an_index_leads_to_who_wants_to_renew(app: Flask, state: str, led: bool) -> None:
    asked = queries.memberships_in_state(state, TODAY.date()).compile(
        db.database.engine, compile_kwargs={"literal_binds": True}
    )
    plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
    assert any("ix_memberships_asked" in row[-1] for row in plan) is led
