"""the value of an hour by year"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table('hour_rates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.Integer(), nullable=True),
    sa.CheckConstraint('cents >= 1', name=op.f('ck_hour_rates_cents')),
    sa.ForeignKeyConstraint(['set_by'], ['people.id'], name=op.f('fk_hour_rates_set_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hour_rates')),
    sa.UniqueConstraint('year', name=op.f('uq_hour_rates_year'))
    )


def downgrade() -> None:
    op.drop_table('hour_rates')
