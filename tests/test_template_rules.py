"""Templates keep their rules (tests/template_rules.py), and each rule can tell when it is broken."""

import pytest

from tests import template_rules
from tests.house_rules import File, Rule
from tests.test_house_rules import PROGRAM, TEMPLATES, files

TEMPLATE_RULES: tuple[Rule, ...] = (
    template_rules.lines_of_templates_are_short,
    template_rules.templates_leave_plurals_to_filters,
    template_rules.templates_leave_times_and_figures_to_filters,
    template_rules.cells_that_may_be_empty_are_empty,
    template_rules.facts_begin_and_end_with_words,
)
KINDS = ("*.html", "*.txt", "*.xml")

COUNTER_EXAMPLES = [
    (template_rules.lines_of_templates_are_short, f"<p>{'a' * 114}</p>"),
    (template_rules.lines_of_templates_are_short, f"Dear\n{'a' * 121}\nyours"),
    *(
        (template_rules.templates_leave_plurals_to_filters, f"{{{{ {words} }}}}")
        for words in (
            '"seat" if seats == 1 else "seats"',
            '"seat" if seats | length == 1\n  else "seats"',
            '"s" if many != 1 else ""',
        )
    ),
    *(
        (template_rules.templates_leave_times_and_figures_to_filters, f"{{{{ {words} }}}}")
        for words in ("day.strftime(words)", "at.astimezone(zone) | clock_time", '"{:,}".format(many)')
    ),
    *(
        (template_rules.cells_that_may_be_empty_are_empty, f'<td data-label="Tags">{inside}</td>')
        for inside in (
            "\n  {% if tags %}\n    {{ tags }}\n  {% endif %}\n",
            "{{ tags }}\n",
            "\n{{- tags }} ",
            "\n  {% for tag in tags %}{{ tag }}{% endfor -%}\n",
        )
    ),
    *(
        (template_rules.facts_begin_and_end_with_words, f"<dl><dd>{inside}</dd></dl>")
        for inside in ("\n  {% if a %}\n    A\n  {% endif %}\n", "\n  {{- a }} of {{ b }}\n", " {{ a }}")
    ),
]
GOOD = [
    (template_rules.lines_of_templates_are_short, f"<p>{'ä' * 113}</p>\n"),
    (template_rules.templates_leave_plurals_to_filters, '{{ seats | plural("seat", "seats") }}'),
    (template_rules.templates_leave_plurals_to_filters, "{% if place == 1 %}first{% else %}later{% endif %}"),
    (
        template_rules.templates_leave_times_and_figures_to_filters,
        "{{ at | time_in(zone) }} {{ 9 | figure }}",
    ),
    *(
        (template_rules.cells_that_may_be_empty_are_empty, f"<td{inside}</td>")
        for inside in (
            ' data-label="Tags">\n  {%- if tags %}\n    {{ tags }}\n  {% endif -%}\n',
            ' data-label="{{ words }}">{{ tags }}',
            ' data-label="Tags">\n  <small>{{ tags }}</small>\n',
            ">\n  {{ button }}\n",
        )
    ),
    (template_rules.facts_begin_and_end_with_words, "<dd>\n  {%- if a -%}\n    A\n  {%- endif -%}\n</dd>"),
    (template_rules.facts_begin_and_end_with_words, "<dd>{{ a }} of {{ b }}</dd>"),
]
BY_HAND = (
    "'seat' if seats == 1 else 'seats'",
    "f'{many} seats' if len(found) != 1 else 'a seat'",
    "f'{many} seat' + ('' if many == 1 else 's')",
)


@pytest.mark.parametrize("rule", TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_the_rule(rule: Rule) -> None:
    templates = [file for kind in KINDS for file in files(*TEMPLATES, kind=kind)]
    assert "\n".join(f"{file.path}: {fault}" for file in templates for fault in rule(file)) == ""


@pytest.mark.parametrize(("rule", "text"), COUNTER_EXAMPLES)
def test_a_template_that_breaks_the_rule_is_seen(rule: Rule, text: str) -> None:
    assert len(list(rule(File("chapter/templates/a/b.html", text)))) == 1


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_good_templates_pass(rule: Rule, text: str) -> None:
    assert list(rule(File("chapter/templates/a/b.html", text))) == []


def test_no_module_makes_a_plural_by_hand() -> None:
    rule = template_rules.words_leave_plurals_to_one_place
    broken = [f"{file.path}: {fault}" for file in files(*PROGRAM) for fault in rule(file)]
    assert "\n".join(broken) == ""


@pytest.mark.parametrize("words", BY_HAND)
def test_a_module_that_makes_a_plural_by_hand_is_seen(words: str) -> None:
    rule = template_rules.words_leave_plurals_to_one_place
    assert len(list(rule(File("chapter/a.py", f"x = {words}\n")))) == 1
    assert list(rule(File("chapter/a.py", "x = found[0] if len(found) == 1 else 'several'\n"))) == []
