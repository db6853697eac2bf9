"""what waits, is approved or declined has the same columns everywhere: the gifts that a wall shows, too

Who hid a gift stood in the column of who showed it. What was erased while it was shown is taken down by nobody.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

RENAMED = {"shown_at": "approved_at", "shown_by": "approved_by", "hidden_at": "declined_at"}
HIDDEN_BY_SOMEBODY = "declined_at IS NOT NULL AND approved_at IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("gifts") as table:
        table.drop_constraint("fk_gifts_shown_by", type_="foreignkey")
        for old, new in RENAMED.items():
            table.alter_column(old, new_column_name=new)
        table.add_column(sa.Column("declined_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("declined_why", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("gifts") as table:
        for name in ("approved_by", "declined_by"):
            table.create_foreign_key(op.f(f"fk_gifts_{name}"), "people", [name], ["id"])
    op.execute(
        f"UPDATE gifts SET declined_by = approved_by, approved_by = NULL WHERE {HIDDEN_BY_SOMEBODY}"  # noqa: S608 - our own words
    )


def downgrade() -> None:
    op.execute(f"UPDATE gifts SET approved_by = declined_by WHERE {HIDDEN_BY_SOMEBODY}")  # noqa: S608 - our own words
    with op.batch_alter_table("gifts") as table:
        for name in ("approved_by", "declined_by"):
            table.drop_constraint(f"fk_gifts_{name}", type_="foreignkey")
        table.drop_column("declined_why")
        table.drop_column("declined_by")
        for old, new in RENAMED.items():
            table.alter_column(new, new_column_name=old)
    with op.batch_alter_table("gifts") as table:
        table.create_foreign_key(op.f("fk_gifts_shown_by"), "people", ["shown_by"], ["id"])
