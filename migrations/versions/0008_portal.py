"""farewells; calendars of their own"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('calendar_feeds',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_calendar_feeds_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_calendar_feeds')),
    sa.UniqueConstraint('public_id', name=op.f('uq_calendar_feeds_public_id'))
    )
    op.create_table('farewells',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_farewells_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_farewells')),
    sa.UniqueConstraint('public_id', name=op.f('uq_farewells_public_id'))
    )
    with op.batch_alter_table('farewells', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_farewells_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_farewells_due_at'), ['due_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('farewells', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_farewells_due_at'))
        batch_op.drop_index(batch_op.f('ix_farewells_account_id'))

    op.drop_table('farewells')
    op.drop_table('calendar_feeds')
