"""What stands under ⋯, and a reader who says that a summary is wrong."""

from bot.desk import Desk
from bot.message import Answer
from bot.replies import complaint
from bot.short_ids import short_id
from jobs.model import BriefingId, ChatKind, DispatchKind, ReaderLanguage
from tests.unit.bot.desk_room import OWNER, TITLES, Room, said
from tests.unit.bot.desk_samples import BOT, a_chat, a_written_edition, an_edition, labels, shown
from tests.unit.bot.test_admin import deliver


async def under(room: Room, briefing: BriefingId, *more: str) -> Answer:
    return await room.tap(":".join(("other", short_id(briefing), *more)))


def told(desk: Desk) -> list[str]:
    """The texts that were passed on to the owners."""
    sent = [one for one in deliver(desk.store) if one.kind is DispatchKind.COMPLAINT]
    assert {one.chat.telegram_id for one in sent} <= {OWNER}
    return [str(one.payload["text"]) for one in sent]


async def test_under_the_dots_stand_the_rarer_buttons_and_the_way_back(room: Room) -> None:
    (briefing,) = await room.publish(TITLES[0])
    there = await under(room, briefing)
    assert (there.edit, there.say) == (None, ())
    assert there.buttons is not None
    rows = [[button.label for button in row] for row in there.buttons]
    assert rows == [["왜 왔어요?", "보내기"], ["국문만 보기", "카자흐스탄 빼기"], ["요약이 틀렸어요", "«"]]
    back = await under(room, briefing, "back")
    assert back.buttons is not None
    assert [button.label for row in back.buttons for button in row][-1] == "⋯"


async def test_a_wrong_summary_reaches_the_owners_once_a_chat_and_briefing(room: Room) -> None:
    Room(room.desk, OWNER)
    one, other = await room.publish(*TITLES[:2])
    deliver(room.desk.store)
    first = await room.tap(f"wrong:{short_id(one)}")
    assert first.toast == "고마워요. 이 글을 운영자에게 전했어요."
    assert (await room.tap(f"wrong:{short_id(one)}")).toast == "이 소식은 이미 알려 주셨어요."
    assert (await room.tap(f"wrong:{short_id(other)}")).alert
    texts = told(room.desk)
    assert len(texts) == 2
    assert TITLES[0] in texts[0]


async def test_taps_without_the_right_file_nothing(room: Room) -> None:
    Room(room.desk, OWNER)
    (briefing,) = await room.publish(TITLES[0])
    group = Room(room.desk, -5, ChatKind.SUPERGROUP)
    for answer in (
        await group.tap(f"wrong:{short_id(briefing)}", admin=False),
        await group.tap(f"wrong:{short_id(briefing)}"),
        await room.tap("wrong:nothing"),
        await room.tap("wrong"),
    ):
        assert answer.alert
    assert told(room.desk) == []
    assert said(await group.tap(f"other:{short_id(briefing)}")) == []


def test_an_owner_sees_which_briefing_who_wrote_and_the_text_as_it_stood() -> None:
    message = complaint.told(
        a_written_edition(), a_chat(ReaderLanguage.EN), "the text <b>as it stood</b>", bot_username=BOT
    )
    text, _ = shown(message)
    lines = text.splitlines()
    assert lines[0] == "⚠️ A reader finds this summary wrong"
    assert "Summary: some-model" in lines[2]
    assert "the text <b>as it stood</b>" in lines
    assert lines[-1] == f"To take it back: /recall {short_id(an_edition().id)}"
    assert labels(message) == [["Read it all"]]
    by_rules, _ = shown(complaint.told(an_edition(), a_chat(), "글" * 5000, bot_username=BOT))
    assert "규칙으로 뽑음" in by_rules
