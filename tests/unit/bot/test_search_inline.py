"""The list that `@bot words` gives in any chat."""

from bot import inline
from bot.desk import Desk
from bot.inline import Articles
from bot.replies.search import Shown
from bot.sandbox.markup import parse_html
from jobs.model import Language
from tests.unit.bot.desk_room import Room
from tests.unit.bot.desk_samples import BOT, NOW, an_edition, shown
from tests.unit.bot.test_search import GRID, fuzzed, publish, publish_many


async def asked(desk: Desk, text: str, offset: str = "", language: Language = Language.KO) -> Articles:
    found = await inline.answer(desk, text, offset=offset, language=language, now=NOW)
    assert found is not None
    return found


def test_an_article_shows_the_briefing_and_its_buttons_only_open_links() -> None:
    hit = Shown(edition=an_edition(), passage="새 <송전선>을 놓는다", marks=((3, 6),))
    (article,) = inline.answers([hit], language=Language.KO, bot_username=BOT)
    text, entities = shown(article.message)
    assert "새 <송전선>을 놓는다" in text
    assert [text.encode("utf-16-le")[2 * one.offset : 2 * one.end].decode("utf-16-le") for one in entities][
        -1
    ] == "송전선"
    assert article.description.startswith("2024-12-06 · 견본")
    assert all(button.url and not button.action for row in article.message.buttons for button in row)


async def test_words_are_searched_and_the_list_goes_on(desk: Desk) -> None:
    await publish_many(desk)
    found = await asked(desk, "송유관")
    assert (len(found.articles), found.next_offset) == (10, "10")
    rest = await asked(desk, "송유관", found.next_offset)
    assert (len(rest.articles), rest.next_offset) == (2, "")
    assert not {one.id for one in found.articles} & {one.id for one in rest.articles}


async def test_without_words_it_is_the_newest(desk: Desk) -> None:
    await publish(desk, GRID, "낡은 송전망을 바꾼다.")
    found = await asked(desk, "  ")
    assert [one.title for one in found.articles] == [GRID]


async def test_the_list_is_in_the_language_of_who_asks(desk: Desk) -> None:
    await publish(desk, GRID, "낡은 송전망을 바꾼다.")
    found = await asked(desk, "송전망", language=Language.EN)
    assert found.articles[0].description == "9 Dec 2024 · Sample · Kazakhstan"


async def test_whatever_is_asked_telegram_would_take_the_answer(desk: Desk, room: Room) -> None:
    await publish_many(desk)
    for seed in range(60):
        sent = inline.wire(await asked(desk, fuzzed(seed)[:256], offset=("", "x", "²", "99999", "3")[seed % 5]))
        results = sent["results"]
        assert isinstance(results, list)
        assert len({one["id"] for one in results}) == len(results) <= 50
        for one in results:
            assert one["title"]
            assert parse_html(one["input_message_content"]["message_text"])
