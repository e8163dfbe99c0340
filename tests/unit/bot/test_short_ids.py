import re

from hypothesis import given
from hypothesis import strategies as st

from bot.actions import fits, read_action, read_ids, read_interests, write_ids, write_interests
from bot.short_ids import parse_short_id, short_id
from jobs.model import BriefingId, Interest, RegionId, TopicId
from tests.texts import any_text

ids = st.integers(0, 2**62).map(BriefingId)
interests = st.builds(
    Interest,
    region=st.integers(0, 9999).map(RegionId),
    topic=st.integers(0, 63).map(TopicId),
    excludes=st.lists(st.integers(1, 9999).map(RegionId), max_size=3).map(tuple),
)


@given(ids)
def test_a_short_id_names_its_briefing_in_any_case(briefing_id: BriefingId) -> None:
    name = short_id(briefing_id)
    assert re.fullmatch("[0-9a-z]+", name)
    assert parse_short_id(f" {name.upper()} ") == briefing_id


@given(st.integers(0, 10**7).map(BriefingId), st.data())
def test_two_swapped_characters_name_no_other_briefing(briefing_id: BriefingId, data: st.DataObject) -> None:
    name = short_id(briefing_id)
    at = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    difference = abs(int(name[at], 36) - int(name[at + 1], 36))
    if swapped != name and at + 2 < len(name) and difference % 23:
        assert parse_short_id(swapped) is None


def test_what_is_no_short_id_names_nothing() -> None:
    for text in ("", "1", "12", "00a", "12a!", "가나", "1" * 40, "²3k", "3k 7"):
        assert parse_short_id(text) is None


@given(any_text(max_size=20))
def test_any_text_can_be_asked_for_as_a_short_id(text: str) -> None:
    found = parse_short_id(text)
    assert found is None or short_id(found) == text.strip().lower()


@given(st.lists(interests, min_size=1, max_size=5).map(tuple))
def test_interests_written_into_a_button_are_read_back(wanted: tuple[Interest, ...]) -> None:
    assert read_interests(write_interests(wanted)) == wanted


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=9).map(tuple))
def test_ids_written_into_a_button_are_read_back(wanted: tuple[int, ...]) -> None:
    assert read_ids(write_ids(wanted)) == wanted


@given(any_text(max_size=80))
def test_any_callback_data_can_be_read(text: str) -> None:
    verb, arguments = read_action(text)
    assert isinstance(verb, str)
    for argument in arguments:
        read_interests(argument)
        read_ids(argument)


def test_callback_data_is_measured_in_bytes() -> None:
    assert fits("가" * 21)
    assert not fits("가" * 22)
