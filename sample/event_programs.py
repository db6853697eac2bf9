"""The sample chapter's programs of a year: each with its words, its venue and its rhythm. Invented."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """One kind of event. ``every`` is its rhythm in days (0: it happens once), ``weekday`` 0 is Monday,
    ``hours`` its duration.

    ``demand`` is how many people ask for a seat, for each seat there is (or, without limit, in all).
    """

    slug: str
    titles: tuple[str, ...]
    summary: str
    story: str
    place: str
    address: str
    starts: tuple[int, int]
    hours: float
    weekday: int
    every: int
    capacity: int | None
    demand: float
    party_limit: int = 4
    visibility: str = "public"
    when_free: str = "at_once"
    online_url: str = ""

    @property
    def title(self) -> str:
        """The title of its first event."""
        return self.titles[0]


PROGRAMS = (
    Program(
        slug="long-table",
        titles=("The Long Table: a supper for first-timers",),
        summary="Forty-eight chairs, one table, three pots of soup. Half the room has never been to "
        "anything of ours.",
        story="""One table, forty-eight chairs, three pots of soup. Half the room has never been to
anything of ours. The other half remembers what that felt like.

## Who it is for

Women who have just moved here, just changed jobs, just had enough of their own kitchen. You need
not be a member, know anyone, or have a card to hand out.

- Step-free from the street, and a quiet room behind the bar
- Vegetarian by default, vegan pozole, no nuts
- Spanish and ASL at the table, Polish on request

## How the evening goes

**Ten minutes before**, for those who like a room before it fills: Marisol shows you around.

**At first** your name goes on a card, first name large. Then soup. You sit with five people; one of
them has been before.

**After an hour** everybody moves one chair. That is the whole program.""",
        place="La Mesa Larga, Pilsen",
        address="1810 S. Sample Street, Chicago",
        starts=(18, 30),
        hours=2.5,
        weekday=3,
        every=31,
        capacity=48,
        demand=0.95,
        party_limit=6,
    ),
    Program(
        slug="cool-women",
        titles=(
            "Cool Women, Hot Careers: the women who build bridges",
            "Cool Women, Hot Careers: the women who run kitchens",
            "Cool Women, Hot Careers: the women who keep the trains running",
            "Cool Women, Hot Careers: the women who read the sky",
            "Cool Women, Hot Careers: the women who make the law plain",
        ),
        summary="A panel of four, then two workshops with hands in them. Partner schools get the first row.",
        story="""Four women say what they do all day, what it pays, and what they would not do
again. Then two workshops, in which you do a small piece of it yourself.

Girls of our partner schools have the first row and the first questions. Everybody else is welcome
behind them.

*Panel at six, workshops at seven, done by half past eight.*""",
        place="Bronzeville Engine House",
        address="3900 S. Sample Avenue, Chicago",
        starts=(18, 0),
        hours=2.5,
        weekday=1,
        every=61,
        capacity=60,
        demand=1.0,
    ),
    Program(
        slug="packing-night",
        titles=("Packing night, with cocoa", "Packing night, with music"),
        summary="Two hundred school bags, thirty pairs of hands, one kettle.",
        story="""Notebooks, mittens, a bus card, a note in your handwriting. We pack two hundred
bags for our partner schools and talk across the table while we do.

No skill needed. Sitting jobs and standing jobs, both good. Cocoa at eight.""",
        place="Humboldt Park Field House",
        address="1440 N. Sample Drive, Chicago",
        starts=(18, 30),
        hours=2,
        weekday=4,
        every=46,
        capacity=30,
        demand=0.85,
    ),
    Program(
        slug="dreambooking",
        titles=("Dreambooking: scissors, glue, a year ahead", "Dreambooking: the second page"),
        summary="Old magazines, good scissors, and somebody beside you who asks the next question.",
        story="""You cut out what you want more of, and glue it into a book that only you keep. It
sounds like kindergarten. Then somebody asks why that picture, and it is not.

Paper, scissors and glue are there. Bring magazines if you have some to spare.""",
        place="Logan Square Print Room",
        address="2600 N. Sample Boulevard, Chicago",
        starts=(10, 0),
        hours=3,
        weekday=5,
        every=56,
        capacity=24,
        demand=1.1,
    ),
    Program(
        slug="i-dream-to",
        titles=("I Dream To: portraits on the wall",),
        summary="Girls of our partner schools interviewed and photographed women at work. Come and look.",
        story="""Each portrait began with a question and an hour in somebody's workshop, office or
cab. The pictures hang for one evening, with the questions beside them.

Nobody gives a speech. There is tea.""",
        place="Garfield Park Gallery",
        address="300 N. Sample Park Avenue, Chicago",
        starts=(17, 0),
        hours=3,
        weekday=6,
        every=121,
        capacity=None,
        demand=70,
        party_limit=8,
    ),
    Program(
        slug="resume-hour",
        titles=("Résumé hour",),
        summary="Bring yours, read somebody else’s. On a screen, cameras as you like.",
        story="""In pairs, twenty minutes each way, with three questions on a card. What did you do?
What came of it? Where does it say so?

The link comes with your confirmation.""",
        place="",
        address="",
        starts=(12, 0),
        hours=1,
        weekday=0,
        every=42,
        capacity=24,
        demand=0.6,
        party_limit=1,
        online_url="https://meet.chapter.test/resume-hour",
    ),
    Program(
        slug="first-hello",
        titles=("First hello: coffee before work",),
        summary="Sixteen stools, one question on the wall, done by eight.",
        story="""For those who would rather meet one person than a room. The question on the wall is
always the same: *what can I do for you?*""",
        place="Counter on Cermak",
        address="2000 W. Sample Road, Chicago",
        starts=(7, 0),
        hours=1,
        weekday=2,
        every=35,
        capacity=16,
        demand=1.0,
        party_limit=2,
    ),
    Program(
        slug="ask-for-the-number",
        titles=("Ask for the number: an evening on salaries",),
        summary="“Ask for the number you would give a friend.” Practice, out loud, with a stranger.",
        story="""Adaeze shows how she prepares. Then you practice, in pairs, three rounds, each with
a harder answer from the other side of the table.

What is said in the room stays there.""",
        place="Prairie Public Library, third floor",
        address="400 S. Sample Street, Chicago",
        starts=(18, 0),
        hours=2,
        weekday=2,
        every=92,
        capacity=40,
        demand=1.05,
    ),
    Program(
        slug="members-breakfast",
        titles=("Members’ breakfast",),
        summary="Eggs, coffee, and what we should do next year.",
        story="""Once a season the members sit down together: what went well, what did not, what
next. The treasurer brings the numbers, on one page.""",
        place="Uptown Dining Room",
        address="4700 N. Sample Broadway, Chicago",
        starts=(9, 30),
        hours=1.5,
        weekday=6,
        every=91,
        capacity=50,
        demand=0.7,
        party_limit=1,
        visibility="members",
    ),
    Program(
        slug="walk-the-lake",
        titles=("Walk the lake: two miles, one question",),
        summary="Two by two along the water. At each mile you change partners.",
        story="""Flat, paved, at the pace of whoever is slowest. Strollers, canes and dogs walk with
us. If it pours, we sit in the pavilion and talk there.""",
        place="Fullerton underpass, lake side",
        address="Sample Lakefront Trail, Chicago",
        starts=(9, 0),
        hours=1.5,
        weekday=5,
        every=63,
        capacity=None,
        demand=22,
        party_limit=6,
    ),
    Program(
        slug="mending-night",
        titles=("Mending night",),
        summary="Buttons, hems, bicycle tubes. Those who can show those who can’t yet.",
        story="""Bring one broken thing. Eighteen places, four sewing machines, two stands for
bicycles, and people who like to be asked.""",
        place="Devon Avenue Tailors",
        address="2500 W. Sample Avenue, Chicago",
        starts=(18, 0),
        hours=2.5,
        weekday=2,
        every=70,
        capacity=18,
        demand=1.2,
        party_limit=2,
    ),
    Program(
        slug="shine-and-dine",
        titles=("Shine & Dine: twenty-four kitchens, one evening",),
        summary="Our yearly tasting. Twenty-four kitchens cook for one night in one hall.",
        story="""You walk from kitchen to kitchen with a small plate. The girls of the summer
internship run the floor, and are better at it than we were.""",
        place="The Old Post Hall",
        address="400 W. Sample Parkway, Chicago",
        starts=(18, 0),
        hours=4,
        weekday=3,
        every=365,
        capacity=160,
        demand=0.95,
        party_limit=10,
    ),
)
