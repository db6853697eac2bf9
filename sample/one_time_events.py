"""Programs of the sample chapter that happen once. Invented."""

from sample.event_programs import Program

FULL_HOUSE = Program(
    slug="full-house",
    titles=("Full house: six stories, told in a living room",),
    summary="Six women, eight minutes each, thirty-six cushions, and pie between the stories.",
    story="""Two dozen friends once sat down in a living room, and this chapter is what came of
it. Once a year we go back to one.

Six women tell how somebody they had never met jumped in. Eight minutes each, no slides. Between the
stories there is pie.

- Cushions and chairs, say which you need
- Two steps at the door, with a ramp
- The neighbors know""",
    place="A greystone on Sample Boulevard, Logan Square",
    address="2800 W. Sample Boulevard, Chicago",
    starts=(19, 0),
    hours=2.5,
    weekday=5,
    every=0,
    capacity=36,
    demand=1.3,
    party_limit=6,
)
KILN_NIGHT = Program(
    slug="kiln-night",
    titles=("Kiln night: bowls for the soup",),
    summary="Forty-eight bowls for forty-eight chairs, made by whoever comes.",
    story="""You make one bowl for yourself and one for the Long Table. The studio glazes and
fires them, and they are on the table in spring.""",
    place="Bridgeport Clay Studio",
    address="3100 S. Sample Place, Chicago",
    starts=(18, 30),
    hours=2.5,
    weekday=1,
    every=0,
    capacity=16,
    demand=1.0,
    party_limit=4,
)
DUMPLING_NIGHT = Program(
    slug="dumpling-night",
    titles=("Dumpling night: twelve at one stove",),
    summary="Three fillings, forty folds, one very long table.",
    story="""Lin shows the fold that her grandmother taught her, then everyone makes their own. You eat
what you fold, and the rest goes to the shelter on the corner.

Twelve is what the stove allows. Seats that open up are offered to the next party, so that no chair
stays empty.""",
    place="The kitchen on Sample Court, Chinatown",
    address="2200 S. Sample Court, Chicago",
    starts=(18, 0),
    hours=3,
    weekday=4,
    every=0,
    capacity=12,
    demand=1.3,
    party_limit=4,
    when_free="offer",
)
BOOKBINDING = Program(
    slug="bookbinding",
    titles=("Sewn by hand: a notebook for the new year",),
    summary="Nine places at the bench, one needle each, and a notebook to take home.",
    story="""Waxed thread, a bone folder, and an hour and a half of quiet. Nobody needs to have sewn
anything before; Opal goes around the bench until every spine holds.""",
    place="Bindery on Sample Alley, Pilsen",
    address="1900 S. Sample Alley, Chicago",
    starts=(18, 30),
    hours=2,
    weekday=3,
    every=0,
    capacity=9,
    demand=1.3,
    party_limit=4,
)
FRIENDS_OF_FRIENDS = Program(
    slug="friends-of-friends",
    titles=("Friends of friends: a small table",),
    summary="Eight chairs for people who were told about it by somebody.",
    story="""This event isn’t listed. Anyone with the link can come, and bring the one person
who should have been told.""",
    place="Back room, Counter on Cermak",
    address="2000 W. Sample Road, Chicago",
    starts=(18, 0),
    hours=2,
    weekday=3,
    every=0,
    capacity=8,
    demand=0.5,
    party_limit=2,
    visibility="unlisted",
)
