"""who meets whom at the door, and small jobs at the badge desk"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table('companions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('guest_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_why', sa.String(length=8), nullable=False),
    sa.Column('sign', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['asked_by'], ['people.id'], name=op.f('fk_companions_asked_by')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_companions_event_id')),
    sa.ForeignKeyConstraint(['guest_id'], ['rsvps.id'], name=op.f('fk_companions_guest_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_companions_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companions')),
    sa.UniqueConstraint('public_id', name=op.f('uq_companions_public_id'))
    )
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companions_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_companions_guest_id'), ['guest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_companions_person_id'), ['person_id'], unique=False)

    op.create_table('small_jobs',
    sa.Column('rsvp_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_small_jobs_event_id')),
    sa.ForeignKeyConstraint(['rsvp_id'], ['rsvps.id'], name=op.f('fk_small_jobs_rsvp_id')),
    sa.PrimaryKeyConstraint('rsvp_id', name=op.f('pk_small_jobs'))
    )
    with op.batch_alter_table('small_jobs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_small_jobs_event_id'), ['event_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('small_jobs', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_small_jobs_event_id'))

    op.drop_table('small_jobs')
    with op.batch_alter_table('companions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companions_person_id'))
        batch_op.drop_index(batch_op.f('ix_companions_guest_id'))
        batch_op.drop_index(batch_op.f('ix_companions_event_id'))

    op.drop_table('companions')
