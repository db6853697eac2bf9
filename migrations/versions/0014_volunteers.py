"""programs, opportunities, shifts, sign-ups; clearances, hours, invitations, what volunteers like"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table('programs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('teens', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programs')),
    sa.UniqueConstraint('public_id', name=op.f('uq_programs_public_id'))
    )
    op.create_table('clearances',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['noted_by'], ['people.id'], name=op.f('fk_clearances_noted_by')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_clearances_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clearances'))
    )
    with op.batch_alter_table('clearances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_clearances_person_id'), ['person_id'], unique=False)

    op.create_table('volunteer_profiles',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('available', sa.JSON(), nullable=False),
    sa.Column('enjoys', sa.JSON(), nullable=False),
    sa.Column('hours_a_month', sa.Integer(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_volunteer_profiles_person_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_volunteer_profiles'))
    )
    op.create_table('opportunities',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('slug', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=True),
    sa.Column('program_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=140), nullable=False),
    sa.Column('summary', sa.String(length=300), nullable=False),
    sa.Column('story', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=140), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('neighborhood', sa.String(length=80), nullable=False),
    sa.Column('remote', sa.Boolean(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('skills', sa.String(length=500), nullable=False),
    sa.Column('minimum_age', sa.Integer(), nullable=True),
    sa.Column('needs_training', sa.Boolean(), nullable=False),
    sa.Column('needs_background', sa.Boolean(), nullable=False),
    sa.Column('needs_interview', sa.Boolean(), nullable=False),
    sa.Column('audience', sa.String(length=12), nullable=False),
    sa.Column('hours_rule', sa.String(length=12), nullable=False),
    sa.Column('rrule', sa.String(length=300), nullable=False),
    sa.Column('from_job', sa.Boolean(), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.Integer(), nullable=True),
    sa.Column('cancelled_why', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('minimum_age IS NULL OR minimum_age >= 18', name=op.f('ck_opportunities_minimum_age')),
    sa.ForeignKeyConstraint(['cancelled_by'], ['people.id'], name=op.f('fk_opportunities_cancelled_by')),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_opportunities_created_by')),
    sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_opportunities_event_id')),
    sa.ForeignKeyConstraint(['lead_id'], ['people.id'], name=op.f('fk_opportunities_lead_id')),
    sa.ForeignKeyConstraint(['program_id'], ['programs.id'], name=op.f('fk_opportunities_program_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunities')),
    sa.UniqueConstraint('public_id', name=op.f('uq_opportunities_public_id')),
    sa.UniqueConstraint('slug', name=op.f('uq_opportunities_slug'))
    )
    with op.batch_alter_table('opportunities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_opportunities_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opportunities_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_opportunities_program_id'), ['program_id'], unique=False)

    op.create_table('shifts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('opportunity_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('starts_wall', sa.DateTime(), nullable=False),
    sa.Column('ends_wall', sa.DateTime(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=140), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('seating', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lead_told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.Integer(), nullable=True),
    sa.Column('cancelled_why', sa.Text(), nullable=False),
    sa.CheckConstraint('capacity >= 1', name=op.f('ck_shifts_capacity')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_shifts_ends_at')),
    sa.CheckConstraint('minimum >= 0 AND minimum <= capacity', name=op.f('ck_shifts_minimum')),
    sa.ForeignKeyConstraint(['cancelled_by'], ['people.id'], name=op.f('fk_shifts_cancelled_by')),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_shifts_opportunity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shifts')),
    sa.UniqueConstraint('public_id', name=op.f('uq_shifts_public_id'))
    )
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shifts_opportunity_id'), ['opportunity_id'], unique=False)
        batch_op.create_index('ix_shifts_time', ['starts_at', 'ends_at'], unique=False)

    op.create_table('shift_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_shift_invitations_person_id')),
    sa.ForeignKeyConstraint(['sent_by'], ['people.id'], name=op.f('fk_shift_invitations_sent_by')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_shift_invitations_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_invitations'))
    )
    with op.batch_alter_table('shift_invitations', schema=None) as batch_op:
        batch_op.create_index('ix_shift_invitations_person_id_sent_at', ['person_id', 'sent_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_shift_invitations_shift_id'), ['shift_id'], unique=False)

    op.create_table('shift_rounds',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_shift_rounds_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_rounds')),
    sa.UniqueConstraint('shift_id', 'due_at', name=op.f('uq_shift_rounds_shift_id_due_at'))
    )
    op.create_table('signups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('team', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('show_me', sa.Boolean(), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('link_version', sa.Integer(), nullable=False),
    sa.Column('checkin_code', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('passed', sa.Integer(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('instead_of', sa.Integer(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.String(length=12), nullable=False),
    sa.Column('cancelled_why', sa.Text(), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('no_show_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('excused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('followed_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('size >= 1', name=op.f('ck_signups_size')),
    sa.ForeignKeyConstraint(['instead_of'], ['signups.id'], name=op.f('fk_signups_instead_of')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_signups_person_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['shifts.id'], name=op.f('fk_signups_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signups')),
    sa.UniqueConstraint('checkin_code', name=op.f('uq_signups_checkin_code')),
    sa.UniqueConstraint('nonce', name=op.f('uq_signups_nonce')),
    sa.UniqueConstraint('public_id', name=op.f('uq_signups_public_id'))
    )
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_signups_email_key'), ['email_key'], unique=False)
        batch_op.create_index('ix_signups_line', ['shift_id', 'cancelled_at', 'confirmed_at', 'queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_signups_offered_until'), ['offered_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_signups_person_id'), ['person_id'], unique=False)

    op.create_table('hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=16), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=True),
    sa.Column('opportunity_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('source', sa.String(length=12), nullable=False),
    sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('logged_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Integer(), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_by', sa.Integer(), nullable=True),
    sa.Column('declined_why', sa.Text(), nullable=False),
    sa.Column('corrects_id', sa.Integer(), nullable=True),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('minutes >= 1', name=op.f('ck_hours_minutes')),
    sa.ForeignKeyConstraint(['approved_by'], ['people.id'], name=op.f('fk_hours_approved_by')),
    sa.ForeignKeyConstraint(['corrects_id'], ['hours.id'], name=op.f('fk_hours_corrects_id')),
    sa.ForeignKeyConstraint(['declined_by'], ['people.id'], name=op.f('fk_hours_declined_by')),
    sa.ForeignKeyConstraint(['logged_by'], ['people.id'], name=op.f('fk_hours_logged_by')),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_hours_opportunity_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_hours_person_id')),
    sa.ForeignKeyConstraint(['signup_id'], ['signups.id'], name=op.f('fk_hours_signup_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours')),
    sa.UniqueConstraint('public_id', name=op.f('uq_hours_public_id'))
    )
    with op.batch_alter_table('hours', schema=None) as batch_op:
        batch_op.create_index('ix_hours_on', ['on', 'opportunity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_opportunity_id'), ['opportunity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_hours_signup_id'), ['signup_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hours_signup_id'))
        batch_op.drop_index(batch_op.f('ix_hours_person_id'))
        batch_op.drop_index(batch_op.f('ix_hours_opportunity_id'))
        batch_op.drop_index('ix_hours_on')

    op.drop_table('hours')
    with op.batch_alter_table('signups', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_signups_person_id'))
        batch_op.drop_index(batch_op.f('ix_signups_offered_until'))
        batch_op.drop_index('ix_signups_line')
        batch_op.drop_index(batch_op.f('ix_signups_email_key'))

    op.drop_table('signups')
    op.drop_table('shift_rounds')
    with op.batch_alter_table('shift_invitations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shift_invitations_shift_id'))
        batch_op.drop_index('ix_shift_invitations_person_id_sent_at')

    op.drop_table('shift_invitations')
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.drop_index('ix_shifts_time')
        batch_op.drop_index(batch_op.f('ix_shifts_opportunity_id'))

    op.drop_table('shifts')
    with op.batch_alter_table('opportunities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_opportunities_program_id'))
        batch_op.drop_index(batch_op.f('ix_opportunities_lead_id'))
        batch_op.drop_index(batch_op.f('ix_opportunities_event_id'))

    op.drop_table('opportunities')
    op.drop_table('volunteer_profiles')
    with op.batch_alter_table('clearances', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_clearances_person_id'))

    op.drop_table('clearances')
    op.drop_table('programs')
