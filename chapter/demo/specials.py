"""Programs of the sample chapter that happen once. Invented."""

from chapter.demo.programs import Program

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
FRIENDS_OF_FRIENDS = Program(
    slug="friends-of-friends",
    titles=("Friends of friends: a small table",),
    summary="Eight chairs for people who were told about it by somebody.",
    story="""This one stands in no list. Whoever has the address may come, and may bring the one
person who should have been told.""",
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
