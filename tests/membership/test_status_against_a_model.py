"""Any history of joins, renewals, leavings and clock moves, against a model that walks day by day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chapter.levels.periods import ENDLESS, FIXED, ROLLING, Period, Span, begun, continued
from chapter.membership.status import RESIGNED, SUSPENDED, DepartureSpan, History, status

DAY = timedelta(days=1)
START = date(2027, 12, 28)
LONGEST = 700


class Diary:
    """One woman's membership as a diary: every day that she is paid for, ticked one by one."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.paid: set[date] = set()
        self.born: date | None = None
        self.for_good: date | None = None

    def pay(self, on: date) -> None:
        """Tick the days of one more period."""
        if self.period.kind == ENDLESS:
            self.for_good = self.for_good or on
            return
        last = max(self.paid, default=None)
        within = last is not None and on <= last + self.period.grace_days * DAY
        first = last + DAY if within and last is not None else on
        if not within:
            self.born = on
        self.paid |= set(self._days(first))

    def _days(self, first: date) -> list[date]:
        days, turns = [first], 0
        while True:
            tomorrow = days[-1] + DAY
            turns += self._turns(tomorrow, first)
            if turns == (self.period.months if self.period.kind == ROLLING else 1):
                return days
            days.append(tomorrow)

    def _turns(self, day: date, first: date) -> bool:
        """Whether a month of a rolling period, or a fixed year, turns in the night to ``day``."""
        if self.period.kind == FIXED:
            on_the_turn = (day.month, day.day) == (self.period.turns_month, self.period.turns_day)
            return on_the_turn and (day - first).days > self.period.early_days
        assert self.born is not None
        if day.day == self.born.day:
            return True
        return day.day == 1 and self.born.day > (day - DAY).day

    def status(self, on: date) -> str | None:
        """What she is, by looking at the ticks."""
        before = [day for day in self.paid if day <= on]
        if on in self.paid or (self.for_good is not None and on >= self.for_good):
            return "current"
        if not before:
            return None
        return "grace" if on <= max(before) + self.period.grace_days * DAY else "lapsed"


periods = st.one_of(
    st.builds(Period, st.just(ROLLING), st.sampled_from([1, 3, 6, 12, 24]), grace_days=st.integers(0, 90)),
    st.builds(
        Period,
        st.just(FIXED),
        turns_month=st.integers(1, 12),
        turns_day=st.integers(1, 28),
        early_days=st.integers(0, 90),
        grace_days=st.integers(0, 90),
    ),
    st.just(Period(ENDLESS)),
)
steps = st.lists(st.tuples(st.integers(0, LONGEST), st.booleans()), min_size=1, max_size=7)


@settings(max_examples=300, deadline=None)
@given(periods, st.integers(0, 800), steps)
def test_every_history_comes_out_as_in_the_diary(
    period: Period, offset: int, steps: list[tuple[int, bool]]
) -> None:
    today, spans, diary = START + offset * DAY, list[Span](), Diary(period)
    for passed, pays in steps:
        today += passed * DAY
        if pays:
            spans.append(continued(period, spans[-1], today) if spans else begun(period, today))
            diary.pay(today)
        for look in (today - DAY, today, today + 7 * DAY, today + LONGEST * DAY):
            assert status(History(spans), look) == diary.status(look), (look, spans)


@given(
    st.lists(
        st.tuples(st.sampled_from([RESIGNED, SUSPENDED]), st.integers(0, 300), st.integers(1, 200)),
        max_size=4,
    ),
    st.integers(0, 600),
)
def test_a_leaving_holds_from_its_day_until_she_is_back(left: list[tuple[str, int, int]], on: int) -> None:
    span = Span(START, START + 400 * DAY, START)
    leavings = [
        DepartureSpan(kind, START + since * DAY, START + (since + long) * DAY) for kind, since, long in left
    ]
    open_ones = {kind for kind, since, long in left if since <= on < since + long}
    wanted = "suspended" if SUSPENDED in open_ones else "resigned" if open_ones else None
    found = status(History([span], leavings), START + on * DAY)
    assert found == (wanted or ("current" if on <= 400 else "lapsed"))
