"""What the words of levels, memberships, households and applications mean, for ``/office/help``.

They stand here for the four packages about members: this one is the lowest of them.
"""

from chapter.glossary_terms import GlossaryTerm

TERMS = (
    GlossaryTerm(
        "Level",
        "A way to be a member, with its own dues, term, benefits and requirements. A level can be open to "
        "the public, given by staff only, or closed to new members.",
        "Members",
    ),
    GlossaryTerm(
        "Membership",
        "One payer and the people it covers, at one level. It is active until its end date, and one "
        "person, a household or a company can share it.",
        "Members",
    ),
    GlossaryTerm(
        "Term",
        "The time that one payment of dues covers, such as July 1 to June 30. Each renewal adds a term.",
        "Members",
    ),
    GlossaryTerm(
        "Dues",
        "What a membership costs for one term. Staff record dues when they come in. Dues recorded by "
        "mistake are reversed, and both rows stay in the records.",
        "Members",
    ),
    GlossaryTerm(
        "Waived",
        "Dues that the chapter does not ask for. The membership runs as if they were paid, and no money "
        "is recorded.",
        "Members",
    ),
    GlossaryTerm(
        "Renewal",
        "A new term that starts where the last one ended. Members who ask to renew are listed under Asked "
        "to renew until you record their dues.",
        "Members",
    ),
    GlossaryTerm(
        "Active member",
        "The membership has not reached its end date. An active member has everything that the level "
        "includes.",
        "Members",
    ),
    GlossaryTerm(
        "Grace period",
        "The days after the end date when someone still counts as a member and can renew without a gap.",
        "Members",
    ),
    GlossaryTerm(
        "Lapsed",
        "The membership ended, and so did its grace period. If the member renews, a new term starts on "
        "the day the dues come in.",
        "Members",
    ),
    GlossaryTerm(
        "Pending member",
        "Someone who has applied and is not a member yet, because the application or the dues are still "
        "open.",
        "Members",
    ),
    GlossaryTerm(
        "At risk",
        "Members whose membership ends within 30 days or is in the grace period.",
        "Members",
    ),
    GlossaryTerm(
        "Suspended member",
        "A membership that staff have paused, with a reason. The person cannot use it, and it can be "
        "restored.",
        "Members",
    ),
    GlossaryTerm(
        "Resigned member",
        "Someone who chose to leave the chapter. The membership has ended, and they can join again.",
        "Members",
    ),
    GlossaryTerm(
        "Household",
        "People who share one membership. One of them pays, everyone renews on the same date, and each "
        "joins by saying yes to an email. A company works the same way.",
        "Members",
    ),
    GlossaryTerm(
        "Application",
        "A request to join at a level. The applicant confirms an email, you approve or decline, and you "
        "can undo the decision for 10 minutes.",
        "Members",
    ),
    GlossaryTerm(
        "Requirement",
        "Something a level asks of its members in each term, such as two events. It is checked off "
        "automatically where Chapter can count it, and by staff where it can’t.",
        "Members",
    ),
    GlossaryTerm(
        "Benefit",
        "What members get with a level, in your own words. Access to the directory and to members’ events "
        "is set separately for each level.",
        "Members",
    ),
    GlossaryTerm(
        "Welcome emails",
        "A series you write once. Each new member gets each email once, on the day you chose after "
        "joining, and the series stops for anyone who leaves.",
        "Members",
    ),
)
