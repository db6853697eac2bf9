"""What several packages use is made by the package that owns it, and each rule can tell when it is not."""

import pytest

from tests import ownership_rules
from tests.house_rules import File, Rule
from tests.test_house_rules import files

RULES: tuple[Rule, ...] = (
    ownership_rules.pairs_are_made_by_people,
    ownership_rules.consents_are_declared_in_mail,
    ownership_rules.decisions_are_made_by_moderation,
)
WHERE: dict[Rule, tuple[str, ...]] = dict.fromkeys(RULES, ("chapter", "demo", "sample"))
WHERE[ownership_rules.decisions_are_made_by_moderation] = ("chapter",)
COUNTER_EXAMPLES = [
    (ownership_rules.pairs_are_made_by_people, "chapter/hello/rules/a.py", "db.session.add(Tie(one_id=1))"),
    (ownership_rules.pairs_are_made_by_people, "chapter/introductions/a.py", "blocks.DoNotPair(one_id=1)"),
    (ownership_rules.pairs_are_made_by_people, "sample/a.py", "x = Block(person_id=1)"),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/rules.py",
        "record_consent(key, 'news', given=True)",
    ),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/rules.py",
        "mail.record_choices(key, ['asks'])",
    ),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/emails.py",
        "declare('a', 'b', consent='drive')",
    ),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/b.py",
        "PHOTOS = consents.ConsentPurpose('photos', '', '')",
    ),
    (ownership_rules.consents_are_declared_in_mail, "sample/a.py", "row = {'purpose': 'news'}"),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/forms.py",
        "news = checkbox('Email me about new events.')",
    ),
]
COUNTER_EXAMPLES += [
    (ownership_rules.decisions_are_made_by_moderation, "chapter/stories/a.py", line)
    for line in (
        "story.approved_at = now\n",
        "story.declined_at, story.declined_by = now, by.person_id\n",
        "update(Story).values(approved_at=now)\n",
        "class Story:\n    approved_by: Mapped[int | None] = mapped_column()\n",
    )
]
GOOD = [
    (
        ownership_rules.decisions_are_made_by_moderation,
        "chapter/stories/a.py",
        "rules.approve(story, by=by, now=now)",
    ),
    (
        ownership_rules.decisions_are_made_by_moderation,
        "chapter/households/a.py",
        "invitation.declined_at = now",
    ),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/b.py",
        "checkbox(consents.NEWS.wording('booking'))",
    ),
    (
        ownership_rules.consents_are_declared_in_mail,
        "chapter/a/emails.py",
        "declare('giving', 'news', consent=DRIVE)",
    ),
    (ownership_rules.pairs_are_made_by_people, "chapter/hello/rules/a.py", "ties.tie(1, 2, 3, now=now)"),
    (ownership_rules.pairs_are_made_by_people, "chapter/people/rules/a.py", "Tie(one_id=1)"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_a_package_owns_is_made_there_alone(rule: Rule) -> None:
    broken = [f"{file.path}: {fault}" for file in files(*WHERE[rule]) for fault in rule(file)]
    assert "\n".join(broken) == ""


@pytest.mark.parametrize(("rule", "path", "text"), COUNTER_EXAMPLES)
def test_the_rule_sees_its_counter_example(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(File(path, text)))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_the_rule_lets_good_work_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text))) == []


def test_every_rule_has_a_counter_example() -> None:
    assert {rule for rule, _, _ in COUNTER_EXAMPLES} == set(RULES)
