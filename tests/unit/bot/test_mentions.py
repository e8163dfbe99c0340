"""The switch for mere mentions, and the line that says for which one an alert came."""

from dataclasses import replace

from bot.replies import alert, roundup
from jobs import regions
from jobs.model import ReaderLanguage
from tests.unit.bot.desk_room import Room, first
from tests.unit.bot.desk_samples import NOW, a_chat, an_edition, shown


async def test_mentions_are_off_until_a_person_switches_them_on_and_off_again_at_a_tap(room: Room) -> None:
    states = [room.chat.mentions]
    answer = await room.write("/mentions on")
    states.append(room.chat.mentions)
    await room.tap_label(first(answer), "언급은 그만")
    assert [*states, room.chat.mentions] == [False, True, False]


async def test_asking_about_mentions_changes_nothing_and_offers_the_switch(room: Room) -> None:
    answer = await room.write("/mentions")
    before = room.chat.mentions
    await room.tap_label(first(answer), "언급도 받기")
    assert [before, room.chat.mentions] == [False, True]


async def test_plain_words_about_mentions_lead_to_the_card_that_has_the_switch(room: Room) -> None:
    answer = await room.write("언급도 받을래")
    card = await room.tap_label(first(answer), "언급도 받기")
    assert room.chat.mentions
    assert card.edit is not None
    assert "본문에 언급만 된 소식도 받아요." in shown(card.edit)[0]


def test_the_second_line_of_an_alert_names_the_mention_it_came_for() -> None:
    turkiye = regions.by_code("TR")
    assert turkiye is not None
    edition = replace(an_edition(), mentioned=(turkiye.id,))
    for chat, reason in (
        (a_chat(), "튀르키예: 본문에 언급"),
        (a_chat(ReaderLanguage.EN), "Türkiye: mentioned in the text"),
    ):
        text = shown(alert.private(edition, chat=chat, bot_username="sosik_bot"))[0]
        assert reason in text.splitlines()[1]
        assert reason not in shown(alert.private(an_edition(), chat=chat, bot_username="sosik_bot"))[0]


def test_a_digest_names_beside_its_entry_the_mention_it_came_for() -> None:
    turkiye = regions.by_code("TR")
    assert turkiye is not None
    for told in (roundup.answer, roundup.flood):
        for chat, reason in (
            (a_chat(), "튀르키예: 본문에 언급"),
            (a_chat(ReaderLanguage.EN), "Türkiye: mentioned in the text"),
        ):
            for edition, said in ((replace(an_edition(), mentioned=(turkiye.id,)), True), (an_edition(), False)):
                message = told([edition], chat, NOW, bot_username="sosik_bot")
                assert message is not None
                assert (reason in shown(message)[0]) is said
