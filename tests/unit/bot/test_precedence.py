"""Who is answered first."""

import asyncio
from typing import Any

import pytest

from bot.precedence import PATIENCE_S, Precedence
from bot.updates import commands_first
from tests.rows import every


def said(number: int, chat: int, text: str) -> tuple[int, dict[str, Any]]:
    return number, {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


def tapped(number: int, chat: int) -> tuple[int, dict[str, Any]]:
    return number, {"update_id": number, "callback_query": {"data": "x", "message": {"chat": {"id": chat}}}}


@every(
    ("came", "first", "later"),
    [
        ([said(1, 7, "원전"), said(2, 8, "가스"), said(3, 9, "/help")], [3], [1, 2]),
        ([said(1, 7, "원전"), tapped(2, 8), said(3, 8, "/undo")], [2, 3], [1]),
        ([said(1, 7, "원전"), said(2, 7, "/help"), tapped(3, 7), said(4, 8, "/help")], [4], [1, 2, 3]),
        ([said(1, 7, "/help"), said(2, 7, "원전"), said(3, 7, "/stop")], [1], [2, 3]),
    ],
)
def test_commands_are_read_before_plain_words_and_each_chat_keeps_its_order(
    came: list[tuple[int, dict[str, Any]]], first: list[int], later: list[int]
) -> None:
    parts = commands_first(dict(came))
    assert [[number for number, _ in part] for part in parts] == [first, later]


@every(
    "odd",
    [{}, {"message": None}, {"message": "원전"}, {"message": {"chat": [], "text": 3}}, {"callback_query": 4}],
)
def test_an_update_that_cannot_be_read_has_its_place_all_the_same(odd: dict[str, Any]) -> None:
    assert commands_first({1: odd}) == ([(1, odd)], [])


async def test_a_search_gives_way_until_nothing_is_ahead() -> None:
    precedence = Precedence()
    with precedence.ahead():
        search = asyncio.create_task(precedence.give_way())
        with precedence.ahead():
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not search.done()
    async with asyncio.timeout(PATIENCE_S / 2):
        await search


async def test_a_search_gives_way_for_a_while_and_no_longer() -> None:
    precedence = Precedence()
    with precedence.ahead():
        async with asyncio.timeout(50 * PATIENCE_S):
            await precedence.give_way()


async def test_what_fails_is_ahead_no_more() -> None:
    precedence = Precedence()
    with pytest.raises(ValueError, match="full"), precedence.ahead():
        raise ValueError("full")
    async with asyncio.timeout(PATIENCE_S / 2):
        await precedence.give_way()
