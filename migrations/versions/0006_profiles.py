"""pictures; what people tell of themselves and for whom; blocks; who opened a record"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('small', sa.LargeBinary(), nullable=False),
    sa.Column('large', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures')),
    sa.UniqueConstraint('public_id', name=op.f('uq_pictures_public_id'))
    )
    op.create_table('asks_and_offers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=5), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_asks_and_offers_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asks_and_offers')),
    sa.UniqueConstraint('public_id', name=op.f('uq_asks_and_offers_public_id'))
    )
    with op.batch_alter_table('asks_and_offers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_asks_and_offers_person_id'), ['person_id'], unique=False)

    op.create_table('blocks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['other_id'], ['people.id'], name=op.f('fk_blocks_other_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_blocks_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocks'))
    )
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_blocks_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_blocks_person_id'), ['person_id'], unique=False)

    op.create_table('openings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('by_person_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_person_id'], ['people.id'], name=op.f('fk_openings_by_person_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_openings_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_openings'))
    )
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.create_index('ix_openings_person_id_at', ['person_id', 'at'], unique=False)

    op.create_table('profile_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=60), nullable=False),
    sa.Column('address', sa.String(length=500), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_profile_links_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_links'))
    )
    with op.batch_alter_table('profile_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_profile_links_person_id'), ['person_id'], unique=False)

    op.create_table('profiles',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('neighborhood', sa.String(length=80), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('photo_id', sa.Integer(), nullable=True),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_profiles_person_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['pictures.id'], name=op.f('fk_profiles_photo_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_profiles'))
    )
    op.create_table('skills',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_skills_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skills'))
    )
    with op.batch_alter_table('skills', schema=None) as batch_op:
        batch_op.create_index('ix_skills_key_person_id', ['key', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_skills_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('skills', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_skills_person_id'))
        batch_op.drop_index('ix_skills_key_person_id')

    op.drop_table('skills')
    op.drop_table('profiles')
    with op.batch_alter_table('profile_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_links_person_id'))

    op.drop_table('profile_links')
    with op.batch_alter_table('openings', schema=None) as batch_op:
        batch_op.drop_index('ix_openings_person_id_at')

    op.drop_table('openings')
    with op.batch_alter_table('blocks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_blocks_person_id'))
        batch_op.drop_index(batch_op.f('ix_blocks_other_id'))

    op.drop_table('blocks')
    with op.batch_alter_table('asks_and_offers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_asks_and_offers_person_id'))

    op.drop_table('asks_and_offers')
    op.drop_table('pictures')
