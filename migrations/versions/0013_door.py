"""links of helpers at the door, what happens there, and whether those who did not come get a note"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table("door_links",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("public_id", sa.String(length=16), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("helper", sa.String(length=80), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("made_by", sa.Integer(), nullable=True),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("revoked_by", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_door_links_event_id")),
    sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_door_links_made_by")),
    sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name=op.f("fk_door_links_revoked_by")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_door_links")),
    sa.UniqueConstraint("public_id", name=op.f("uq_door_links_public_id"))
    )
    op.create_index(op.f("ix_door_links_event_id"), "door_links", ["event_id"], unique=False)

    op.create_table("door_moves",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=False),
    sa.Column("rsvp_id", sa.Integer(), nullable=False),
    sa.Column("nonce", sa.String(length=64), nullable=False),
    sa.Column("kind", sa.String(length=4), nullable=False),
    sa.Column("places", sa.JSON(), nullable=False),
    sa.Column("undoes", sa.String(length=64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("by_person_id", sa.Integer(), nullable=True),
    sa.Column("link_id", sa.Integer(), nullable=True),
    sa.Column("against", sa.String(length=12), nullable=False),
    sa.ForeignKeyConstraint(["by_person_id"], ["people.id"], name=op.f("fk_door_moves_by_person_id")),
    sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_door_moves_event_id")),
    sa.ForeignKeyConstraint(["link_id"], ["door_links.id"], name=op.f("fk_door_moves_link_id")),
    sa.ForeignKeyConstraint(["rsvp_id"], ["rsvps.id"], name=op.f("fk_door_moves_rsvp_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_door_moves")),
    sa.UniqueConstraint("nonce", name=op.f("uq_door_moves_nonce"))
    )
    op.create_index("ix_door_moves_event_id_id", "door_moves", ["event_id", "id"], unique=False)
    op.create_index(op.f("ix_door_moves_rsvp_id"), "door_moves", ["rsvp_id"], unique=False)
    with op.batch_alter_table("chapter") as chapters:
        chapters.add_column(sa.Column("missed", sa.Boolean(), nullable=False, server_default="0"))



def downgrade() -> None:
    with op.batch_alter_table("chapter") as chapters:
        chapters.drop_column("missed")
    op.drop_table("door_moves")
    op.drop_table("door_links")
