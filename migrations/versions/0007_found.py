"""what people are found by: grams, words and traits"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('grams',
    sa.Column('gram', sa.String(length=3), nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('width', sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_grams_person_id')),
    sa.PrimaryKeyConstraint('gram', 'place', 'person_id', name=op.f('pk_grams')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('grams', schema=None) as batch_op:
        batch_op.create_index('ix_grams_person_id', ['person_id'], unique=False)

    op.create_table('told',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('width', sa.SmallInteger(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_told_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'width', name=op.f('pk_told')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.create_index('ix_told_name_person_id_width', ['name', 'person_id', 'width'], unique=False)

    op.create_table('traits',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('width', sa.SmallInteger(), nullable=False),
    sa.Column('words', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_traits_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'kind', 'key', name=op.f('pk_traits')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('traits', schema=None) as batch_op:
        batch_op.create_index('ix_traits_kind_key_person_id_width', ['kind', 'key', 'person_id', 'width'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('traits', schema=None) as batch_op:
        batch_op.drop_index('ix_traits_kind_key_person_id_width')

    op.drop_table('traits')
    with op.batch_alter_table('told', schema=None) as batch_op:
        batch_op.drop_index('ix_told_name_person_id_width')

    op.drop_table('told')
    with op.batch_alter_table('grams', schema=None) as batch_op:
        batch_op.drop_index('ix_grams_person_id')

    op.drop_table('grams')