"""The owners' brakes at the desk, against the real store."""

from datetime import timedelta

import pytest

from bot import commands
from bot.desk import Desk
from bot.message import Answer
from bot.replies import brakes
from bot.short_ids import short_id
from jobs.model import (
    BriefingId,
    Chat,
    ChatId,
    ChatKind,
    Confirmation,
    Delivery,
    DispatchId,
    DispatchKind,
    HeldDispatch,
    Language,
    Rejected,
    Sent,
)
from jobs.store import Store
from tests.unit.bot.desk_room import OWNER, TITLES, Room, first, said
from tests.unit.bot.desk_samples import BOT, NOW, actions, labels

HELD_SOURCE = "held"
OWNERS = [one for one in commands.COMMANDS if one.owners]


def deliver(store: Store, *, refused: bool = False) -> list[Delivery]:
    """Fan out and send all that is due; give what was sent."""
    while store.outbox.expand(now=NOW) is not None:
        pass
    sent: list[Delivery] = []
    confirmed: list[Confirmation] = []
    while claimed := store.outbox.tick(confirmed, 20, NOW + timedelta(minutes=1)):
        outcome = Rejected(reason="refused") if refused else Sent(message_id=500)
        confirmed = [Confirmation(dispatch_id=one.dispatch_id, chat_id=one.chat.id, outcome=outcome) for one in claimed]
        sent += claimed
    store.outbox.tick(confirmed, 0, NOW)
    return sent


@pytest.mark.parametrize("command", OWNERS, ids=lambda one: one.name)
async def test_nobody_but_an_owner_may(room: Room, command: commands.Command) -> None:
    await room.publish(TITLES[0])
    assert said(await room.write(f"/{command.name}")) == ["이 일은 운영자만 할 수 있어요."]
    assert said(await room.write(f"/{command.name} all")) == ["이 일은 운영자만 할 수 있어요."]
    assert room.desk.store.brakes.held_since() is None
    assert room.desk.store.brakes.audit() == ()


async def test_taps_by_others_change_nothing(room: Room) -> None:
    (briefing,) = await room.publish(TITLES[0])
    key = room.desk.store.queries.keep(room.chat.id, "", NOW)
    for data in ("approve:1", "withhold:1", "resume", f"recall:{short_id(briefing)}:{key}", "requeue", "pending"):
        answer = await room.tap(data)
        assert (answer.toast, answer.say, answer.edit) == ("이 일은 운영자만 할 수 있어요.", (), None)
    assert room.desk.store.brakes.audit() == ()


async def test_in_a_group_an_owner_commands_but_nobody_taps(desk: Desk) -> None:
    group = Room(desk, -100, ChatKind.SUPERGROUP)
    assert await group.write("/hold all") == Answer()
    desk.store.brakes.hold_all(OWNER, NOW)
    assert (await group.tap("resume")).alert
    assert desk.store.brakes.held_since() is not None


async def test_help_shows_the_brakes_to_owners_only(owner: Room, room: Room) -> None:
    mine, others = said(await owner.write("/help"))[0], said(await room.write("/help"))[0]
    assert all(f"/{one.name} — " in mine for one in commands.COMMANDS)
    assert not any(f"/{one.name} — " in others for one in OWNERS)
    assert not {one.name for one in OWNERS} & {name for name, _ in commands.menu(Language.KO)}


async def test_what_piles_up_while_everything_is_held_is_counted(owner: Room, room: Room) -> None:
    await room.write("/subscribe 조지아")
    await owner.write("/hold all")
    await room.publish(*TITLES)
    while owner.desk.store.outbox.expand(now=NOW) is not None:
        pass
    assert said(await owner.write("/pending"))[0].splitlines()[0].endswith("기다리는 메시지: 1건")
    assert said(await owner.write("/resume")) == ["다시 보내기 시작했어요. 기다리던 메시지: 1건"]


async def test_what_was_taken_back_is_shown_to_nobody_whatever_leads_to_it(owner: Room, room: Room) -> None:
    ids = await room.publish(*TITLES)
    owner.desk.store.brakes.recall(ids[1], OWNER, "수치 오류", NOW)
    name = short_id(ids[1])
    for answer in (
        await room.write(f"/brief {name}"),
        await room.write(f"/start b_{name}"),
        await room.write("https://board.example/view?id=1"),
        await room.tap(f"refs:{name}"),
    ):
        assert said(answer)[0].startswith("❌ 회수된 소식이에요 · 이유: 수치 오류")
        assert TITLES[1] not in "".join(said(answer))


async def test_everything_is_held_and_goes_on_at_a_tap(owner: Room) -> None:
    answer = await owner.write("/hold all")
    assert said(answer)[0].startswith("모든 발송을 멈췄어요.")
    assert owner.desk.store.brakes.held_since() == NOW
    assert said(await owner.write("/hold all")) == ["이미 멈춰 있어요."]
    assert "⛔" in said(await owner.write("/pending"))[0]
    resumed = await owner.tap_label(first(answer), "다시 보내기 시작")
    assert said(resumed)[0].startswith("다시 보내기 시작했어요.")
    assert owner.desk.store.brakes.held_since() is None
    assert said(await owner.write("/resume")) == ["멈춰 있지 않아요."]
    assert [(one.who, one.what) for one in owner.desk.store.brakes.audit()] == [
        (str(OWNER), "resume"),
        (str(OWNER), "hold all"),
    ]


async def test_one_dispatch_is_held_shown_and_approved(owner: Room, room: Room) -> None:
    store = owner.desk.store
    await room.write("/subscribe 중앙아시아")
    (briefing,) = await owner.publish(TITLES[0])
    dispatch_id = store.brakes.alert_of(briefing)
    assert said(await owner.write(f"/hold {short_id(briefing)}")) == [
        f"{dispatch_id}번 발송을 보류했어요. 받을 사람: 1명. 직접 보내기 전에는 나가지 않아요."
    ]
    assert deliver(store) == []
    waiting = await owner.write("/pending")
    text = said(waiting)[0]
    assert TITLES[0] in text
    assert f"{dispatch_id}번 · sample · 1명" in text
    assert "저절로는 나가지 않아요." in text
    answer = await owner.tap_label(first(waiting), f"{dispatch_id}번 보내기")
    assert answer.toast == f"{dispatch_id}번을 지금 보내요. 받는 사람: 1명"
    assert said(answer) == ["기다리는 것이 없어요."]
    assert [one.chat.id for one in deliver(store)] == [room.chat.id]
    assert said(await owner.write(f"/approve {dispatch_id}"))[0] == f"{dispatch_id}번은 기다리고 있지 않아요."


async def test_a_preview_is_decided_by_its_buttons(owner: Room, room: Room) -> None:
    store = owner.desk.store
    await room.write("/subscribe 중앙아시아")
    (briefing,) = await owner.publish(TITLES[0])
    dispatch_id = store.brakes.alert_of(briefing)
    kept = await owner.tap(f"withhold:{dispatch_id}:ko")
    assert kept.edit
    assert actions(kept.edit) == [f"approve:{dispatch_id}"]
    assert deliver(store) == []
    sent = await owner.tap(f"approve:{dispatch_id}")
    assert sent.buttons == ()
    assert said(sent) == [f"{dispatch_id}번을 지금 보내요. 받는 사람: 1명"]
    assert said(await owner.tap(f"approve:{dispatch_id}")) == [f"{dispatch_id}번은 기다리고 있지 않아요."]
    assert len(deliver(store)) == 1


@pytest.mark.parametrize("reader", [*Language, None])
async def test_the_preview_of_what_is_held_back_names_no_time_any_more(
    owner: Room, room: Room, reader: Language | None
) -> None:
    await room.write("/subscribe 중앙아시아")
    (briefing,) = await owner.publish(TITLES[0])
    store = owner.desk.store
    dispatch_id = store.brakes.alert_of(briefing)
    edition = store.briefings.edition(briefing)
    assert dispatch_id
    assert edition
    held = brakes.Held(edition=edition, dispatch_id=dispatch_id, audience=1, goes_at=NOW, language=reader)
    preview = brakes.preview(held, owner.chat, bot_username=BOT)
    assert "에 저절로 나가요." in preview.plain
    kept = (await owner.tap_label(preview, "보류")).edit
    assert kept
    assert kept.plain == preview.plain.replace("2024-12-10 12:00에 저절로 나가요.", "저절로는 나가지 않아요.")
    assert labels(kept) == [["지금 보내기"]]


async def test_what_went_out_before_it_could_be_held_back_offers_nothing_more(owner: Room, room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    (briefing,) = await owner.publish(TITLES[0])
    dispatch_id = owner.desk.store.brakes.alert_of(briefing)
    deliver(owner.desk.store)
    late = await owner.tap(f"withhold:{dispatch_id}:ko")
    assert said(late) == [f"{dispatch_id}번에는 멈출 것이 없어요."]
    assert (late.edit, late.buttons) == (None, ())


async def test_a_number_that_is_none_is_said_to_be_none(owner: Room) -> None:
    assert "멈출 것이 없어요" in said(await owner.write("/hold 999"))[0]
    assert "멈출 것이 없어요" in said(await owner.write("/hold zzz"))[0]
    assert "기다리고 있지 않아요" in said(await owner.write("/approve zzz"))[0]
    assert "/hold all" in said(await owner.write("/hold"))[0]


async def test_a_recall_asks_once_and_says_how_far_it_got(owner: Room, room: Room) -> None:
    store = owner.desk.store
    await room.write("/subscribe 중앙아시아")
    (briefing,) = await owner.publish(TITLES[0])
    deliver(store)
    asked = await owner.write(f"/recall {short_id(briefing)} 날짜 오류")
    assert said(asked)[0].splitlines() == [
        TITLES[0],
        "이유: 날짜 오류",
        "1명에게 보낸 소식이에요. 회수할까요?",
    ]
    assert store.brakes.audit() == ()
    answer = await owner.tap_label(first(asked), "회수하기")
    assert said(answer) == ["회수하고 있어요: 1명 가운데 0명."]
    recalls = deliver(store)
    assert [(one.kind, one.payload["reason"]) for one in recalls] == [(DispatchKind.RECALL, "날짜 오류")]
    assert answer.edit
    looked = await owner.tap_label(answer.edit, "진행 보기")
    assert said(looked) == ["회수를 마쳤어요: 1명 가운데 1명."]
    again = await owner.tap_label(first(looked), "다시 보내기")
    assert said(again)[0].startswith("다시 보내요.")
    assert [one.kind for one in deliver(store)] == [DispatchKind.ALERT]


async def test_a_recall_by_reply_takes_all_words_as_the_reason_and_can_be_left(owner: Room) -> None:
    store = owner.desk.store
    await owner.write("/subscribe 중앙아시아")
    await owner.publish(TITLES[0])
    deliver(store)
    asked = await owner.write("/recall 수치가 틀림", reply_to=500)
    assert "이유: 수치가 틀림" in said(asked)[0]
    left = await owner.tap_label(first(asked), "그만두기")
    assert said(left) == ["회수하지 않았어요."]
    assert store.brakes.audit() == ()


async def test_a_recall_of_nothing_says_how_it_is_done(owner: Room) -> None:
    assert "답장" in said(await owner.write("/recall"))[0]
    assert "답장" in said(await owner.write("/resend"))[0]


async def test_what_failed_is_listed_and_tried_again(owner: Room, room: Room) -> None:
    store = owner.desk.store
    assert said(await owner.write("/failures")) == ["보내지 못한 것이 없어요."]
    await room.write("/subscribe 중앙아시아")
    await owner.publish(TITLES[0])
    deliver(store, refused=True)
    failed = await owner.write("/failures")
    assert said(failed)[0].splitlines()[0] == "보내지 못한 것 1건"
    assert "refused" in said(failed)[0]
    answer = await owner.tap_label(first(failed), "다시 시도")
    assert said(answer) == ["다시 시도할게요: 1건"]
    assert said(await owner.write("/requeue")) == ["보내지 못한 것이 없어요."]


async def test_owners_are_answered_in_their_language(desk: Desk) -> None:
    room = Room(desk, 71, language="en")
    assert said(await room.write("/hold all")) == ["Only the owners of this bot can do that."]


async def test_old_and_odd_buttons_of_owners_change_nothing(owner: Room) -> None:
    for data in ("approve:", "approve:x", "withhold:", "recall:zzz:zzz", "progress:1:zzz", "progress::", "resend:zz"):
        answer = await owner.tap(data)
        assert answer.toast
        assert answer.edit is None
    assert owner.desk.store.brakes.audit() == ()


def test_every_owner_command_is_hidden_from_the_nearest_guess() -> None:
    assert {one.name for one in OWNERS} == {
        *("hold", "resume", "pending", "approve", "recall", "resend", "failures", "requeue")
    }
    assert not any(one.listed for one in OWNERS)


async def test_what_waits_comes_with_the_digests_of_the_next_day(owner: Room, room: Room) -> None:
    await room.write("/subscribe 중앙아시아")
    await room.write("/digest 08:00")
    assert "모아 보내기: 1명" in said(await owner.write("/pending"))[0]


def test_a_paid_broadcast_shows_its_price() -> None:
    chat = Chat(id=ChatId(1), telegram_id=1)
    held = HeldDispatch(
        id=DispatchId(3),
        kind=DispatchKind.ALERT,
        briefing_id=BriefingId(1),
        title="견본",
        source_id="sample",
        revision=1,
        since=NOW,
        release_at=None,
    )
    text = brakes.pending([(held, 101)], chat, coming=brakes.Coming(paid=True)).plain
    assert "별 11개" in text
    assert "별" not in brakes.pending([(held, 101)], chat).plain
