"""one name for each guest, and which act ended what an event's cancellation ended"""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TITLES = {
    "md", "phd", "edd", "psyd", "pharmd", "jd", "dds", "dmd", "dvm", "rn", "np", "cpa", "mba", "mph", "mfa",
    "msw", "lcsw", "esq", "jr", "sr", "ii", "iii", "iv",
}  # fmt: skip
ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,4}\.\s?){2,}")

rsvps = sa.table(
    "rsvps",
    *(sa.column(name, sa.Integer) for name in ("id", "event_id", "party_size", "rest")),
    sa.column("guest_names", sa.Text),
)
events = sa.table("events", sa.column("id", sa.Integer), sa.column("cancelled_at", sa.DateTime(timezone=True)))
opportunities = sa.table(
    "opportunities",
    sa.column("id", sa.Integer), sa.column("event_id", sa.Integer),
    sa.column("cancelled_at", sa.DateTime(timezone=True)),
)  # fmt: skip
shifts = sa.table(
    "shifts",
    *(sa.column(name, sa.Integer) for name in ("id", "opportunity_id")),
    sa.column("cancelled_at", sa.DateTime(timezone=True)), sa.column("cancelled_with", sa.String),
)  # fmt: skip
signups = sa.table(
    "signups",
    *(sa.column(name, sa.Integer) for name in ("id", "shift_id")),
    sa.column("cancelled_at", sa.DateTime(timezone=True)), sa.column("cancelled_by", sa.String),
)  # fmt: skip


def upgrade() -> None:
    _rewrite(lambda text, guests: json.dumps(_parted(text, guests), ensure_ascii=False))
    with op.batch_alter_table("rsvps") as table:
        table.alter_column(
            "guest_names", type_=sa.JSON(), existing_type=sa.Text(), existing_nullable=False,
            postgresql_using="guest_names::json",
        )  # fmt: skip
    with op.batch_alter_table("shifts") as table:
        table.add_column(sa.Column("cancelled_with", sa.String(12), nullable=False, server_default=""))
    op.execute(shifts.update().where(shifts.c.cancelled_at.is_not(None)).values(cancelled_with="shift"))
    _mark(opportunities.c.id, opportunities.c.cancelled_at, "opportunity")
    of_event = sa.select(opportunities.c.id, events.c.cancelled_at).join(
        events, events.c.id == opportunities.c.event_id
    )
    _mark(*of_event.subquery().c, "event")


def downgrade() -> None:
    op.execute(
        signups.update().where(signups.c.cancelled_by.in_(("event", "opportunity"))).values(cancelled_by="shift")
    )
    with op.batch_alter_table("shifts") as table:
        table.drop_column("cancelled_with")
    with op.batch_alter_table("rsvps") as table:
        table.alter_column(
            "guest_names", type_=sa.Text(), existing_type=sa.JSON(), existing_nullable=False,
            postgresql_using="guest_names::text",
        )  # fmt: skip
    _rewrite(lambda text, _guests: _joined(json.loads(text)))


def _rewrite(words) -> None:
    """Write what each booking says of its guests in other words; a wide column, so that nothing is cut."""
    with op.batch_alter_table("rsvps") as table:
        table.alter_column("guest_names", type_=sa.Text(), existing_nullable=False)
    bind = op.get_bind()
    for row in bind.execute(sa.select(rsvps)).all():
        said = words(row.guest_names, row.party_size + row.rest - 1)
        bind.execute(rsvps.update().where(rsvps.c.id == row.id).values(guest_names=said))


def _mark(number, cancelled_at, act: str) -> None:
    """Shifts that ended at the very moment at which ``act`` ended what they belong to, and who was in them."""
    same = sa.select(shifts.c.id).join(
        number.table, sa.and_(number == shifts.c.opportunity_id, cancelled_at == shifts.c.cancelled_at)
    )
    ended = [row.id for row in op.get_bind().execute(same)]
    op.execute(shifts.update().where(shifts.c.id.in_(ended)).values(cancelled_with=act))
    moment = sa.select(shifts.c.cancelled_at).where(shifts.c.id == signups.c.shift_id).scalar_subquery()
    op.execute(
        signups.update()
        .where(signups.c.shift_id.in_(ended), signups.c.cancelled_by == "shift", signups.c.cancelled_at == moment)
        .values(cancelled_by=act)
    )


def _parted(text: str, guests: int) -> list[str]:
    """As chapter.events.guest_names said when this was written; what stands is never cut."""
    mark = next((mark for mark in ("\n", ";") if mark in text), "")
    if mark:
        names = [name.strip() for name in text.split(mark)]
    else:
        names = []
        for piece in filter(None, (one.strip() for one in text.split(","))):
            title = piece.replace(".", "").casefold() in TITLES or ABBREVIATION.fullmatch(piece)
            if names and title:
                names[-1] = f"{names[-1]}, {piece}"
            else:
                names.append(piece)
        names = names if len(names) == guests else [text.strip()]
    while names and not names[-1]:
        names.pop()
    return names


def _joined(names: list[str]) -> str:
    """One to a line, which goes up again as the same names; a line break behind a lone one with a comma."""
    text = "\n".join(names)
    return f"{text}\n" if len(names) == 1 and re.search("[,;]", text) else text
