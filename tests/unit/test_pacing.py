import random
from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import FLOOD_COMMANDS, Admission, Flood, Pacing

asks = st.lists(
    st.tuples(
        st.floats(0, 0.3),  # seconds since the one before
        st.integers(1, 6),  # chat; the even ones are groups
        st.booleans(),  # interactive
        st.sampled_from(["ask", "ask", "ask", "wait", "edit", "limited"]),
    ),
    max_size=200,
)


def sends(pacing: Pacing, seconds: float, step: float = 0.001, *, interactive: bool = False) -> list[float]:
    """Send to ever new chats whenever it is granted and give the times."""
    times: list[float] = []
    now = 0.0
    while now < seconds:
        at = pacing.reserve(len(times), False, now, interactive=interactive)
        if at <= now:
            times.append(now)
        now = max(now + step, at)
    return times


def most_in(times: list[float], window_s: float) -> int:
    return max((sum(start <= at <= start + window_s for at in times) for start in times), default=0)


@settings(deadline=None)
@given(asks)
def test_telegrams_limits_hold_whatever_is_asked_and_whenever(
    asked: list[tuple[float, int, bool, str]],
) -> None:
    pacing = Pacing(rate_per_s=28)
    now = 0.0
    sent: list[float] = []
    by_chat: dict[int, list[float]] = defaultdict(list)
    for gap, chat, interactive, what in asked:
        now += gap
        is_group = chat % 2 == 0
        if what == "limited":
            pacing.limited(chat, 1.5, now)
            continue
        key = None if what == "edit" else chat
        at = pacing.reserve(key, is_group, now, interactive=interactive)
        if what == "wait" and at > now:
            now = at
            at = pacing.reserve(key, is_group, now, interactive=interactive)
        if at <= now:
            sent.append(now)
            if key is not None:
                by_chat[chat].append(now)
    assert most_in(sent, 1.0) <= 29
    for chat, times in by_chat.items():
        assert most_in(times, 1.0) <= 1
        if chat % 2 == 0:
            assert most_in(times, 60.0) <= 20


@settings(deadline=None, max_examples=40)
@given(st.randoms(use_true_random=True), st.integers(150, 300), st.floats(0, 1), st.floats(0, 0.05))
def test_no_second_holds_more_than_twenty_nine_sends_to_different_chats(
    chance: random.Random, asked: int, interactive_share: float, widest_gap: float
) -> None:
    pacing = Pacing(rate_per_s=28)
    now, sent = 0.0, []
    for number in range(asked):
        interactive, gap = chance.random() < interactive_share, chance.uniform(0, widest_gap)
        now = max(now + gap, pacing.reserve(number, False, now + gap, interactive=interactive))
        if pacing.reserve(1_000 + number, False, now, interactive=interactive) <= now:
            sent.append(now)
    assert most_in(sent, 1.0) <= 29


def test_bulk_uses_the_whole_rate() -> None:
    assert 28 * 20 * 0.97 <= len(sends(Pacing(rate_per_s=28), 20, step=0.002)) <= 28 * 20 + 2


def test_a_stall_is_not_caught_up_by_a_burst() -> None:
    pacing = Pacing(rate_per_s=28)
    before = sends(pacing, 1)
    after = [now for now in (5.0, 5.0, 5.0, 5.0) if pacing.reserve(int(1e6 + now * 10), False, now) <= now]
    assert before
    assert len(after) <= 2


def test_a_private_chat_gets_one_message_a_second() -> None:
    pacing = Pacing()
    assert pacing.reserve(7, False, 10.0) == 10.0
    again = pacing.reserve(7, False, 10.3)
    assert 11.0 < again < 11.2
    assert pacing.reserve(7, False, again) == again


def test_a_group_gets_twenty_messages_a_minute() -> None:
    pacing = Pacing()
    now, sent = 0.0, 0
    while now < 60:
        at = pacing.reserve(-5, True, now)
        sent += at <= now
        now = max(at, now + 0.01)
    assert sent == 20
    assert pacing.reserve(-5, True, 61.5) == 61.5


def test_asking_in_vain_takes_nothing() -> None:
    pacing = Pacing()
    pacing.reserve(7, False, 0.0)
    answers = {pacing.reserve(7, False, 0.5) for _ in range(100)}
    assert len(answers) == 1
    assert pacing.reserve(8, False, 0.5) == 0.5


def test_a_waiting_reply_goes_before_waiting_bulk() -> None:
    pacing = Pacing()
    now, chat = 0.0, 0
    while (bulk_at := pacing.reserve(chat, False, now)) <= now:
        chat += 1
    assert pacing.reserve(9_999, False, now, interactive=True) < bulk_at


def test_replies_cannot_starve_bulk() -> None:
    pacing = Pacing(rate_per_s=28)
    now, chat, replies, bulk = 0.0, 0, 0, 0
    while now < 10:
        now += 0.001
        chat += 1
        replies += pacing.reserve(chat, False, now, interactive=True) <= now
        bulk += pacing.reserve(-chat, False, now) <= now
    assert bulk > 28
    assert replies > bulk


def test_a_limited_chat_waits_as_told_and_the_others_do_not() -> None:
    pacing = Pacing()
    assert not pacing.limited(7, 300, 0.0)
    assert pacing.reserve(7, False, 1.0) == 300
    assert pacing.reserve(8, False, 1.0) == 1.0
    assert pacing.rate(1.0) == 28


def test_two_limited_chats_are_no_global_limit_however_often_they_say_so() -> None:
    pacing = Pacing()
    assert not any(pacing.limited(chat, 1, at) for at, chat in ((0.0, 1), (0.1, 2), (0.2, 1), (0.3, 2)))


def test_three_limited_chats_far_apart_are_no_global_limit() -> None:
    pacing = Pacing()
    assert not any(pacing.limited(chat, 1, chat * 2.5) for chat in range(1, 6))


def test_three_chats_that_agree_hold_bulk_and_slow_the_token_but_not_replies() -> None:
    pacing = Pacing(rate_per_s=28)
    assert [pacing.limited(chat, 5, 0.5) for chat in (1, 2, 3)] == [False, False, True]
    assert pacing.rate(0.5) < 28 * 0.75
    assert pacing.reserve(8, False, 1.0) == 5.5
    assert pacing.reserve(9, False, 1.0, interactive=True) == 1.0


def test_the_rate_creeps_back_to_the_full_one_and_not_beyond() -> None:
    pacing = Pacing(rate_per_s=28)
    for chat in (1, 2, 3):
        pacing.limited(chat, 1, 0.0)
    assert pacing.rate(0) < pacing.rate(20) < pacing.rate(36) <= 28
    assert pacing.rate(1_000) == 28


def test_a_hold_of_hours_does_not_stop_everything_for_hours() -> None:
    pacing = Pacing()
    for chat in (1, 2, 3):
        pacing.limited(chat, 7200, 0.0)
    assert pacing.reserve(8, False, 61.0) == 61.0
    assert pacing.reserve(1, False, 61.0) == 7200


def test_however_many_chats_are_written_to_only_so_many_are_remembered() -> None:
    pacing = Pacing(rate_per_s=1e6, chats=100)
    for chat in range(1_000):
        pacing.reserve(chat, False, chat * 0.001)
    assert len(pacing._chats) == 100
    assert pacing.reserve(999, False, 1.0) > 1.0


def test_the_chats_forgotten_are_those_written_to_longest_ago() -> None:
    pacing = Pacing(rate_per_s=1e6, chats=3)
    for at, chat in enumerate([1, 2, 3, 1, 4]):
        pacing.reserve(chat, False, at * 2.0)
    assert pacing.chat_free_at(1, 6.5) > 6.5
    assert 2 not in pacing._chats


def test_twenty_commands_in_ten_seconds_are_answered_and_the_next_is_met_with_one_notice() -> None:
    flood = Flood()
    taken = [flood.admit(7, at * 0.1) for at in range(FLOOD_COMMANDS + 5)]
    assert taken[:FLOOD_COMMANDS] == [Admission()] * FLOOD_COMMANDS
    assert taken[FLOOD_COMMANDS] == Admission(acts=False, tell=True)
    assert not any(one.acts or one.tell for one in taken[FLOOD_COMMANDS + 1 :])


def test_a_flooding_person_is_slowed_not_shut_out_and_others_notice_nothing() -> None:
    flood = Flood()
    acts = sum(flood.admit(7, at * 0.1).acts for at in range(300))
    assert FLOOD_COMMANDS + 10 <= acts <= FLOOD_COMMANDS + 16
    assert flood.admit(8, 15.0) == Admission()


def test_after_a_pause_the_person_is_answered_and_told_anew() -> None:
    flood = Flood()
    for at in range(30):
        flood.admit(7, at * 0.1)
    assert flood.admit(7, 60.0) == Admission()
    again = [flood.admit(7, 60.1 + at * 0.1) for at in range(FLOOD_COMMANDS)]
    assert again[-1] == Admission(acts=False, tell=True)


def test_flooders_beyond_the_memory_are_forgotten() -> None:
    flood = Flood(people=10)
    for person in range(100):
        flood.admit(person, 0.0)
    assert len(flood._asking) == 10
