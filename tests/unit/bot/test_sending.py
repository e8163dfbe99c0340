from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.message import Message
from bot.replies import brakes, sending, trouble
from bot.replies.brakes import Held
from bot.replies.markup import LIMIT, utf16_length
from jobs.model import (
    BriefingId,
    Changed,
    Changes,
    Chat,
    ChatKind,
    DispatchId,
    Drift,
    DriftSign,
    Edition,
    Language,
    Profile,
    ReaderLanguage,
    Rights,
    SourceAlarm,
    SourceStatus,
)
from tests.unit.bot.desk_samples import BOT, NOW, POINT, TITLE, a_chat, actions, an_edition, labels, shown

BEFORE = datetime(2024, 12, 6, 9, 0, tzinfo=UTC)
AT = datetime(2024, 12, 7, 0, 10, tzinfo=UTC)


def revised(edition: Edition) -> Edition:
    return replace(edition, revised_at=AT)


def in_berlin(chat: Chat) -> Chat:
    return replace(chat, profile=Profile(tz="Europe/Berlin"))


def noted(changes: Changes, language: ReaderLanguage = ReaderLanguage.KO) -> Message:
    message = sending.correction_note(changes, an_edition(), a_chat(language), bot_username=BOT)
    assert message is not None
    return message


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.SUPERGROUP])
def test_a_corrected_alert_says_since_when_and_is_the_alert_otherwise(kind: ChatKind) -> None:
    chat = a_chat(kind=kind)
    before = sending.alert(an_edition(), chat, bot_username=BOT)
    after = sending.corrected(revised(an_edition()), chat, BEFORE, bot_username=BOT)
    lines = shown(after)[0].splitlines()
    assert lines.count("✏️ 수정됨 · updated 2024-12-07 09:10") == 1
    lines.remove("✏️ 수정됨 · updated 2024-12-07 09:10")
    assert lines == shown(before)[0].splitlines()
    assert after.buttons == before.buttons


def test_the_time_of_a_correction_is_that_of_the_readers_clock() -> None:
    text, _ = shown(
        sending.corrected(revised(an_edition()), in_berlin(a_chat(ReaderLanguage.EN)), BEFORE, bot_username=BOT)
    )
    assert "✏️ 수정됨 · updated 7 Dec 2024 01:10" in text


def test_an_edit_says_what_happened_since_the_message_went_out_and_nothing_older() -> None:
    edition = replace(an_edition(), revised_at=AT, written_at=AT + timedelta(minutes=4))
    both = shown(sending.corrected(edition, a_chat(), BEFORE, bot_username=BOT))[0]
    assert "✏️ 수정됨 · updated 2024-12-07 09:10 · ✏️ 번역 추가됨 · translation added 09:14" in both
    told = shown(sending.corrected(edition, a_chat(), AT + timedelta(minutes=1), bot_username=BOT))[0]
    assert "✏️ 번역 추가됨 · translation added 09:14" in told
    assert "수정됨" not in told


def test_the_note_of_a_correction_survives_a_long_briefing() -> None:
    edition = an_edition()
    said = edition.summaries[Language.KO]
    long = replace(said, lines=tuple(replace(said.lines[1], text=f"{POINT} {number}" * 5) for number in range(99)))
    message = sending.corrected(
        revised(replace(edition, summaries={Language.KO: long})), a_chat(), BEFORE, bot_username=BOT
    )
    text, _ = shown(message)
    assert "✏️" in text
    assert utf16_length(text) <= LIMIT


def test_what_changed_stands_old_and_new() -> None:
    changes = Changes(
        figures=(Changed(old="400km", new="450km"),),
        dates=(Changed(old="2027년", new="2028년"),),
        names=(Changed(old=None, new="견본 공사"), Changed(old="옛 공사", new=None)),
    )
    message = noted(changes)
    assert shown(message)[0].splitlines() == [
        f"✏️ 수정된 소식이에요: {TITLE}",
        "• 수치: 400km → 450km",
        "• 날짜: 2027년 → 2028년",
        "• 이름: 견본 공사",
        "• 이름: 옛 공사",
    ]
    assert "<s>400km</s> → <b>450km</b>" in message.html
    assert "<b>견본 공사</b>" in message.html
    assert "<s>옛 공사</s>" in message.html


def test_where_no_figure_date_or_name_changed_nothing_is_said() -> None:
    assert sending.correction_note(Changes(), an_edition(), a_chat(), bot_username=BOT) is None


def test_many_changes_fit_one_message() -> None:
    many = tuple(Changed(old=f"{number}<b>&" * 30, new=f"{number}%" * 30) for number in range(300))
    text, _ = shown(noted(Changes(figures=many), ReaderLanguage.EN))
    assert utf16_length(text) <= LIMIT
    assert text.splitlines()[-1].endswith("more")


def test_a_recalled_alert_keeps_neither_title_nor_buttons() -> None:
    message = sending.recalled(an_edition(), a_chat(), "날짜 <오류>")
    assert shown(message)[0].splitlines() == [
        "❌ 회수된 소식이에요 · 이유: 날짜 <오류>",
        "견본 이슈트렌드 · 게재 2024-12-06",
    ]
    assert message.buttons == ()


def test_a_recall_is_told_in_each_language_the_chat_reads() -> None:
    text, _ = shown(sending.recalled(an_edition(), a_chat(ReaderLanguage.BOTH), "오류"))
    assert text.splitlines()[:2] == ["❌ 회수된 소식이에요 · 이유: 오류", "❌ recalled: 오류"]
    assert "no reason given" in shown(sending.recalled(an_edition(), a_chat(ReaderLanguage.EN), " "))[0]


def preview(
    edition: Edition,
    chat: Chat,
    *,
    audience: int,
    goes_at: datetime | None = None,
    language: Language | None = None,
    flood: tuple[Edition, ...] = (),
) -> Message:
    held = Held(
        edition=edition,
        dispatch_id=DispatchId(7),
        audience=audience,
        goes_at=goes_at,
        language=language,
        flood=flood,
    )
    return brakes.preview(held, chat, bot_username=BOT)


@pytest.mark.parametrize("language", list(Language))
def test_a_preview_is_the_exact_alert_below_what_becomes_of_it(language: Language) -> None:
    owner = in_berlin(a_chat())
    message = preview(an_edition(), owner, audience=1_234, goes_at=AT, language=language)
    reader = a_chat(ReaderLanguage(language.value))
    exact = sending.alert(an_edition(), reader, bot_username=BOT)
    above, _, below = message.html.partition("\n\n")
    assert below == exact.html
    assert "👀 미리 보기 · 1,234명에게 갈 소식이에요." in above
    assert "#7 · 2024-12-07 01:10에 저절로 나가요." in above
    assert labels(message) == [["지금 보내기", "보류"]]
    assert actions(message) == ["approve:7", f"withhold:7:{language.value}"]


def test_a_preview_that_never_goes_by_itself_can_only_be_sent() -> None:
    message = preview(an_edition(Rights.LINK), a_chat(), audience=1)
    assert labels(message) == [["지금 보내기"]]
    assert "저절로는 나가지 않아요." in shown(message)[0]


def test_each_kind_has_its_layout_for_groups() -> None:
    chat = a_chat(kind=ChatKind.CHANNEL)
    for message in (
        sending.alert(an_edition(), chat, bot_username=BOT),
        sending.corrected(revised(an_edition()), chat, BEFORE, bot_username=BOT),
        sending.digest([an_edition()], chat, NOW, bot_username=BOT),
        sending.recalled(an_edition(), chat, ""),
    ):
        assert message is not None
        assert actions(message) == []


def test_an_owner_sees_a_flood_as_its_digest_below_what_becomes_of_it() -> None:
    flood = tuple(replace(an_edition(), id=BriefingId(number)) for number in (1, 2))
    message = preview(flood[1], a_chat(), audience=9, goes_at=AT, flood=flood)
    lines = shown(message)[0].splitlines()
    assert "9명" in lines[0]
    assert lines[2].endswith("· 2건")
    assert [name.partition(":")[0] for name in actions(message)] == ["approve", "withhold"]


@pytest.mark.parametrize(
    ("told", "ko", "en"),
    [
        (
            Drift(sign=DriftSign.POSTS, found=1, of=5, selector="tr", rows=1_200),
            "‘tr’에 맞은 줄은 1,200개",
            "matched 1,200",
        ),
        (Drift(sign=DriftSign.DAYS, found=3, of=9, selector="i"), "9건 가운데 3건에만", "3 of 9 posts"),
        (Drift(sign=DriftSign.TITLES, found=2, of=2), "2건은 제목이 목록과", "another title"),
        (404, "404", "no such page"),
        (410, "410", "gone for good"),
    ],
)
def test_an_owner_hears_in_either_language_which_source_is_in_trouble_why_and_what_to_do(
    told: Drift | int, ko: str, en: str
) -> None:
    if isinstance(told, Drift):
        alarm, remedy = SourceAlarm(source_id="sample", status=SourceStatus.DRIFTED, drift=told), "test"
    else:
        alarm, remedy = SourceAlarm(source_id="sample", status=SourceStatus.DISABLED, answered=told), "reset"
    for language, why in ((ReaderLanguage.KO, ko), (ReaderLanguage.EN, en)):
        first, reason, last = shown(trouble.source(alarm, a_chat(language)))[0].splitlines()
        assert "sample" in first
        assert why in reason
        assert last.endswith(f"sosik sources {remedy} sample")
