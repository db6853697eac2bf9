"""a level says what it opens; a guest, what a list of first names calls her"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

CLOSED = (
    "price_cents = 0 AND NOT staff_approves AND (opened_at IS NOT NULL OR EXISTS "
    "(SELECT 1 FROM terms WHERE terms.level_id = levels.id AND terms.why <> 'granted'))"
)
"""For nothing, and whoever wants it takes it, or took it: anybody, then, and not whom the chapter knows."""


OF_ERASED = (
    "DELETE FROM one_use_links WHERE account_id IN (SELECT accounts.id FROM accounts "
    "JOIN people ON people.id = accounts.person_id WHERE people.erased_at IS NOT NULL)",
    "UPDATE event_staff SET ended_at = (SELECT erased_at FROM people WHERE people.id = person_id) "
    "WHERE ended_at IS NULL AND person_id IN (SELECT id FROM people WHERE erased_at IS NOT NULL)",
    "UPDATE opportunities SET lead_id = NULL "
    "WHERE lead_id IN (SELECT id FROM people WHERE erased_at IS NOT NULL)",
    "UPDATE sessions SET browser = '' WHERE account_id IN (SELECT accounts.id FROM accounts "
    "JOIN people ON people.id = accounts.person_id WHERE people.erased_at IS NOT NULL)",
)
"""What erasing left of those who were erased before."""


def upgrade() -> None:
    for name in ("opens_directory", "opens_events"):
        op.add_column("levels", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in ("rsvps", "signups"):
        op.add_column(table, sa.Column("shown_as", sa.String(80), nullable=False, server_default=""))
    for statement in OF_ERASED:
        op.execute(statement)
    op.execute(f"UPDATE levels SET opens_directory = NOT ({CLOSED}), opens_events = NOT ({CLOSED})")


def downgrade() -> None:
    for table in ("signups", "rsvps"):
        op.drop_column(table, "shown_as")
    op.drop_column("levels", "opens_events")
    op.drop_column("levels", "opens_directory")
