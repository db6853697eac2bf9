"""who says hello to whom, who met whom, what was promised, and who is kept apart"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table('aparts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_aparts_in_order')),
    sa.ForeignKeyConstraint(['ended_by'], ['people.id'], name=op.f('fk_aparts_ended_by')),
    sa.ForeignKeyConstraint(['noted_by'], ['people.id'], name=op.f('fk_aparts_noted_by')),
    sa.ForeignKeyConstraint(['one_id'], ['people.id'], name=op.f('fk_aparts_one_id')),
    sa.ForeignKeyConstraint(['other_id'], ['people.id'], name=op.f('fk_aparts_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aparts')),
    sa.UniqueConstraint('public_id', name=op.f('uq_aparts_public_id'))
    )
    with op.batch_alter_table('aparts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_aparts_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_aparts_other_id'), ['other_id'], unique=False)

    op.create_table('hello_rooms',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=64), nullable=False),
    sa.Column('arranged_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_hello_rooms_event_id')),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_hello_rooms'))
    )
    op.create_table('ties',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('one_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_ties_in_order')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_ties_event_id')),
    sa.ForeignKeyConstraint(['one_id'], ['people.id'], name=op.f('fk_ties_one_id')),
    sa.ForeignKeyConstraint(['other_id'], ['people.id'], name=op.f('fk_ties_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ties')),
    sa.UniqueConstraint('one_id', 'other_id', 'event_id', name=op.f('uq_ties_one_id_other_id_event_id'))
    )
    with op.batch_alter_table('ties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ties_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_ties_other_id'), ['other_id'], unique=False)

    op.create_table('first_hellos',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('helper_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('arranged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('helper_id <> other_id', name=op.f('ck_first_hellos_two')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_first_hellos_event_id')),
    sa.ForeignKeyConstraint(['helper_id'], ['rsvps.id'], name=op.f('fk_first_hellos_helper_id')),
    sa.ForeignKeyConstraint(['other_id'], ['rsvps.id'], name=op.f('fk_first_hellos_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_hellos'))
    )
    with op.batch_alter_table('first_hellos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_first_hellos_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_first_hellos_helper_id'), ['helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_first_hellos_other_id'), ['other_id'], unique=False)

    op.create_table('hellos_met',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rsvp_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['rsvps.id'], name=op.f('fk_hellos_met_other_id')),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_hellos_met_rsvp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hellos_met')),
    sa.UniqueConstraint('rsvp_id', 'other_id', name=op.f('uq_hellos_met_rsvp_id_other_id'))
    )
    with op.batch_alter_table('hellos_met', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hellos_met_other_id'), ['other_id'], unique=False)

    op.create_table('promises',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('rsvp_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_promises_person_id')),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_promises_rsvp_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promises')),
    sa.UniqueConstraint('public_id', name=op.f('uq_promises_public_id')),
    sa.UniqueConstraint('rsvp_id', 'nonce', name=op.f('uq_promises_rsvp_id_nonce'))
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promises_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_promises_person_id'))

    op.drop_table('promises')
    with op.batch_alter_table('hellos_met', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hellos_met_other_id'))

    op.drop_table('hellos_met')
    with op.batch_alter_table('first_hellos', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_first_hellos_other_id'))
        batch_op.drop_index(batch_op.f('ix_first_hellos_helper_id'))
        batch_op.drop_index(batch_op.f('ix_first_hellos_event_id'))

    op.drop_table('first_hellos')
    with op.batch_alter_table('ties', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ties_other_id'))
        batch_op.drop_index(batch_op.f('ix_ties_event_id'))

    op.drop_table('ties')
    op.drop_table('hello_rooms')
    with op.batch_alter_table('aparts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_aparts_other_id'))
        batch_op.drop_index(batch_op.f('ix_aparts_one_id'))

    op.drop_table('aparts')
