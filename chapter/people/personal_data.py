"""What the records of people hold of a person."""

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from chapter.people.models import Person, Relation, RoleGrant
from chapter.people.models.blocks import Block, DoNotPair
from chapter.people.models.name_index import NameKey, NameWord
from chapter.people.models.notes import Note, Tag, Task
from chapter.people.models.profile import AskOrOffer, Profile, ProfileLink, ProfileView, Skill
from chapter.people.models.search_index import SearchText, SearchTrait, SearchTrigram
from chapter.people.models.ties import Tie
from chapter.people.rules import profiles
from chapter.personal_data.declarations import (
    DELETE,
    NOW,
    Act,
    AsStaff,
    Blank,
    NotExported,
    PersonalTable,
)
from chapter.personal_data.subjects import of_people

INDEXED_NAME = "an index of the name, which is exported itself"
INDEX = NotExported("an index of what the profile says, which is exported itself")
OTHERS = aliased(NameWord)
NAMED = select(NameWord.word).where(of_people(NameWord.person_id))
SHARED = exists().where(OTHERS.word == NameKey.word, ~of_people(OTHERS.person_id))
RECORDS = (
    PersonalTable(
        Person,
        export="people",
        whose=of_people(Person.id),
        left_out="name_key email_key",
        erasure=Blank(
            name="", called="", email="", name_key="", email_key="", name_said="", pronouns="",
            organisation="", title="", erased_at=NOW, version=Person.version + 1,
        ),
        key=Person.email_key,
        mails_to_herself=True,
    ),
    PersonalTable(
        NameWord, export=NotExported(INDEXED_NAME), whose=of_people(NameWord.person_id)
    ),
    PersonalTable(
        NameKey,
        export=NotExported(INDEXED_NAME),
        whose=and_(NameKey.word.in_(NAMED), ~SHARED),
    ),
    PersonalTable(
        RoleGrant,
        export=NotExported("what somebody may do for the chapter; it stands on their own page"),
        whose=of_people(RoleGrant.person_id),
        erasure=Blank(ended_at=func.coalesce(RoleGrant.ended_at, NOW)),
    ),
    PersonalTable(Relation, export="relations", whose=of_people(Relation.person_id, Relation.other_id)),
    PersonalTable(Tie, export="ties", whose=of_people(Tie.one_id, Tie.other_id)),
    PersonalTable(
        DoNotPair,
        export=NotExported("the list of staff is not revealed: the other person could be guessed"),
        whose=of_people(DoNotPair.one_id, DoNotPair.other_id),
        longest={"why": 1000},
    ),
)  # fmt: skip
"""Who somebody is, and what they are to others."""

OF_OFFICE = (
    PersonalTable(
        Note,
        export="notes",
        whose=of_people(Note.person_id),
        as_staff=(AsStaff(and_(of_people(Note.written_by), Note.private.is_(True)), DELETE),),
        longest={"words": 4000},
    ),
    PersonalTable(Tag, export="tags", whose=of_people(Tag.person_id), left_out="key"),
    PersonalTable(
        Task,
        export="tasks",
        whose=of_people(Task.person_id),
        as_staff=(AsStaff(and_(of_people(Task.doer_id), Task.done_at.is_(None)), DELETE),),
    ),
    PersonalTable(
        ProfileView,
        export="openings",
        whose=of_people(ProfileView.person_id),
        reasons={"by_person_id": "who of the office looked"},
    ),
)
"""What the office writes about people. What staff wrote for all of them to read stays, without their name;
tasks that they had not done go with them."""

PROFILES = (
    PersonalTable(
        Profile,
        export="profiles",
        whose=of_people(Profile.person_id),
        erasure=Act(profiles.erase),
        longest={"about": 1000, "audiences": 2000},
    ),
    PersonalTable(Skill, export="skills", whose=of_people(Skill.person_id), left_out="key"),
    PersonalTable(ProfileLink, export="links", whose=of_people(ProfileLink.person_id)),
    PersonalTable(AskOrOffer, export="asks_and_offers", whose=of_people(AskOrOffer.person_id)),
    PersonalTable(
        Block,
        export="blocks",
        whose=of_people(Block.person_id, Block.other_id),
        shown=of_people(Block.person_id),
    ),
    PersonalTable(SearchText, export=INDEX, whose=of_people(SearchText.person_id), longest={"words": 20_000}),
    PersonalTable(SearchTrait, export=INDEX, whose=of_people(SearchTrait.person_id)),
    PersonalTable(SearchTrigram, export=INDEX, whose=of_people(SearchTrigram.person_id)),
)
"""What people say about themselves. Nobody is told who blocks them."""

TABLES = (*RECORDS, *OF_OFFICE, *PROFILES)
