"""A search saved as an alert: from the answer, from nothing found, listed, explained, removed and put back."""

from bot.desk import Desk
from bot.saving import MOST_SAVED
from jobs.model import ChatKind, Interest
from tests.unit.bot.desk_room import TITLES, Room, first, said
from tests.unit.bot.desk_samples import NOW, actions, labels


def saved(desk: Desk, room: Room) -> list[str]:
    return [one.query for one in desk.store.chats.interests(room.chat.id) if one.query]


async def test_a_search_is_saved_with_its_filters_and_without_its_days(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES, "카자흐스탄 송전망 공사", "우즈베키스탄 송전망 공사")
    answer = await room.write("/search 송전망 from:2024")
    only = await room.tap_label(first(answer), "카자흐스탄만")
    done = await room.tap_label(first(only), "이 검색을 알림으로")
    assert saved(desk, room) == ["송전망 region:카자흐스탄"]
    assert "‘송전망 region:카자흐스탄’ 검색을 알림으로 저장했어요" in said(done)[0]
    assert "날짜 조건은 빼고" in said(done)[0]
    assert "2건이었어요" in said(done)[0]


async def test_what_was_corrected_is_saved_as_it_was_searched(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.tap_label(first(await room.write("/search 까자흐스탄 송전망")), "이 검색을 알림으로")
    assert saved(desk, room) == ["카자흐스탄 송전망"]


async def test_where_nothing_is_found_the_search_can_wait_for_what_comes(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    answer = await room.write("/search 고래잡이")
    assert "찾지 못했어요" in said(answer)[0]
    await room.tap_label(first(answer), "이 검색을 알림으로")
    assert saved(desk, room) == ["고래잡이"]


async def test_days_alone_are_no_alert(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    assert "이 검색을 알림으로" not in str(labels(first(await room.write("/search from:2024"))))


async def test_the_same_search_is_saved_once(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    answer = await room.write("/search 송전망")
    await room.tap_label(first(answer), "이 검색을 알림으로")
    assert "이미" in said(await room.tap_label(first(answer), "이 검색을 알림으로"))[0]
    assert saved(desk, room) == ["송전망"]


async def test_so_many_are_saved_and_no_more(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    for number in range(MOST_SAVED):
        desk.store.searches.save(room.chat.id, f"철도 {number}", (), NOW)
    answer = await room.tap_label(first(await room.write("/search 송전망")), "이 검색을 알림으로")
    assert f"{MOST_SAVED}개까지" in said(answer)[0]
    assert "송전망" not in saved(desk, room)


async def test_a_saved_search_is_listed_removed_and_put_back(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.tap_label(first(await room.write("/search 송전망")), "이 검색을 알림으로")
    mine = await room.write("/mine")
    assert "1. 저장한 검색 “송전망”" in said(mine)[0]
    gone = await room.tap_label(first(mine), "1번 빼기")
    assert saved(desk, room) == []
    back = await room.tap_label(first(gone), "되돌리기")
    assert "저장한 검색 “송전망”" in said(back)[0]
    assert saved(desk, room) == ["송전망"]


async def test_saving_is_undone_by_its_own_button(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    done = await room.tap_label(first(await room.write("/search 송전망")), "이 검색을 알림으로")
    await room.tap_label(first(done), "되돌리기")
    assert saved(desk, room) == []


async def test_why_names_the_saved_search_and_removes_it(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.tap_label(first(await room.write("/search 송전망")), "이 검색을 알림으로")
    why = await room.write("/why 송전망")
    assert "저장한 검색 “송전망”" in said(why)[0]
    await room.tap_label(first(why), "빼기: 저장한 검색")
    assert saved(desk, room) == []
    english = Room(desk, 8, language="en")
    await english.tap_label(first(await english.write("/search 송전망")), "Save as alert")
    assert "saved search “송전망”" in said(await english.write("/why 송전망"))[0]


async def test_the_latest_are_those_of_saved_searches_too(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.tap_label(first(await room.write("/search 면화")), "이 검색을 알림으로")
    assert [title for title in TITLES if title in said(await room.write("/latest"))[0]] == [TITLES[2]]
    await room.write("조지아는 빼줘")
    assert [title for title in TITLES if title in said(await room.write("/latest"))[0]] == [TITLES[2]]


async def test_only_and_less_of_a_region_leave_saved_searches_alone(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    desk.store.chats.subscribe(room.chat.id, [Interest()], NOW)
    desk.store.searches.save(room.chat.id, "송전망", (), NOW)
    await room.write("카자흐스탄만 받을래")
    await room.write("카자흐스탄 빼기")
    assert saved(desk, room) == ["송전망"]


async def test_words_that_are_no_region_can_be_saved_instead(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.tap_label(first(await room.write("/subscribe 면화 가격표")), "이 검색을 알림으로")
    assert saved(desk, room) != []


async def test_a_button_whose_query_is_gone_says_so_and_groups_have_none(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    (act,) = [one for one in actions(first(await room.write("/search 송전망"))) if one.startswith("save:")]
    stranger = await Room(desk, 8).tap(act)
    assert stranger.alert
    assert stranger.toast == "이 검색은 오래되어 지워졌어요. 다시 검색해 주세요."
    group = Room(desk, -9, ChatKind.GROUP)
    assert actions(first(await group.write("/search 송전망"))) == []
