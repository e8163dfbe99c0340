import json

from bot.desk import Desk
from bot.message import Attachment
from bot.short_ids import short_id
from jobs.model import ANY_TOPIC, ChatKind
from tests.fakes import CENTRAL_ASIA
from tests.unit.bot.desk_room import TITLES, Room, first, said
from tests.unit.bot.desk_samples import labels


async def test_privacy_says_what_is_kept_in_either_language(desk: Desk, room: Room) -> None:
    assert "/forgetme" in said(await room.write("/privacy"))[0]
    english = Room(desk, 8, language="en")
    assert "Not kept: your name" in said(await english.write("privacy"))[0]


async def test_a_copy_of_everything_kept_comes_as_a_file(room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    await room.write("우라늄 값")
    (briefing,) = await room.publish(TITLES[0])
    await room.tap(f"wrong:{short_id(briefing)}")
    answer = await room.write("/mydata")
    (file,) = [one for one in answer.say if isinstance(one, Attachment)]
    copy = json.loads(file.content)
    assert copy["alerts"] == ["Central Asia"]
    assert "우라늄 값" in copy["searches"]
    assert (copy["mentions"], copy["summaries_called_wrong"]) == (False, [short_id(briefing)])
    assert "중앙아시아" in said(answer)[0]


async def test_forgetting_asks_first_and_then_leaves_nothing(desk: Desk, room: Room) -> None:
    await room.publish(*TITLES)
    await room.write("/subscribe 중앙아시아")
    chat_id = room.chat.id
    asked = await room.write("내 정보 지워줘")
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}
    assert "모두 지웠어요" in said(await room.tap_label(first(asked), "모두 지우기"))[0]
    assert desk.store.chats.get(7) is None
    assert desk.store.chats.interests(chat_id) == ()
    again = Room(desk)
    assert again.interests == set()
    assert again.chat.id != chat_id


async def test_whoever_leaves_it_forgets_nothing(room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    await room.tap_label(first(await room.write("/forgetme")), "그만두기")
    assert room.interests == {(CENTRAL_ASIA, ANY_TOPIC, ())}


async def test_a_group_is_forgotten_by_an_administrators_word_alone(desk: Desk) -> None:
    group = Room(desk, -70, ChatKind.SUPERGROUP)
    await group.write("/subscribe 중앙아시아")
    for words in ("/forgetme", "/forgetme yes", "/mydata"):
        assert "관리자만" in said(await group.write(words, admin=False))[0]
    asked = await group.write("/forgetme")
    assert labels(first(asked)) == []
    assert group.interests
    await group.write("/forgetme yes")
    assert desk.store.chats.get(-70) is None
