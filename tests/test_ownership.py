"""What several packages use is made by the package that owns it, and each rule can tell when it is not."""

import pytest

from tests import ownership_rules
from tests.house_rules import File, Rule
from tests.test_house_rules import files

RULES: tuple[Rule, ...] = (ownership_rules.pairs_are_made_by_people,)
COUNTER_EXAMPLES = [
    (ownership_rules.pairs_are_made_by_people, "chapter/hello/rules/a.py", "db.session.add(Tie(one_id=1))"),
    (ownership_rules.pairs_are_made_by_people, "chapter/introductions/a.py", "blocks.DoNotPair(one_id=1)"),
    (ownership_rules.pairs_are_made_by_people, "sample/a.py", "x = Block(person_id=1)"),
]
GOOD = [
    (ownership_rules.pairs_are_made_by_people, "chapter/hello/rules/a.py", "ties.tie(1, 2, 3, now=now)"),
    (ownership_rules.pairs_are_made_by_people, "chapter/people/rules/a.py", "Tie(one_id=1)"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_a_package_owns_is_made_there_alone(rule: Rule) -> None:
    broken = [f"{file.path}: {fault}" for file in files("chapter", "demo", "sample") for fault in rule(file)]
    assert "\n".join(broken) == ""


@pytest.mark.parametrize(("rule", "path", "text"), COUNTER_EXAMPLES)
def test_the_rule_sees_its_counter_example(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(File(path, text)))) == 1


@pytest.mark.parametrize(("rule", "path", "text"), GOOD)
def test_the_rule_lets_good_work_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(File(path, text))) == []


def test_every_rule_has_a_counter_example() -> None:
    assert {rule for rule, _, _ in COUNTER_EXAMPLES} == set(RULES)
