"""What a person can set going from the chat page: publish, publish for review, correct."""

from collections.abc import Sequence

from aiohttp import web

from bot.demo.newsroom import Newsroom
from bot.demo.samples import Shelf
from bot.sandbox import PageAction

PUBLISH, REVIEW, CORRECT = "/demo/publish", "/demo/review", "/demo/correct"

ACTIONS = (
    PageAction("다음 브리핑 게시", "Publish the next briefing", PUBLISH),
    PageAction("지난 브리핑 고치기", "Correct the last one", CORRECT, minor=True),
    PageAction("검토 거쳐 게시", "Publish through the owner", REVIEW, minor=True),
)


def routes(newsroom: Newsroom, *, review_s: int) -> Sequence[web.RouteDef]:
    """Give the routes behind the buttons; what comes by review waits `review_s` for the owner."""

    async def publish(_: web.Request) -> web.Response:
        title = newsroom.publish_next(Shelf.BOARD, Shelf.EN)
        return _said(title, "게시: {}", "Published: {}", "모두 게시했어요.", "All of them are out.")

    async def review(_: web.Request) -> web.Response:
        title = newsroom.publish_next(Shelf.KO)
        return _said(
            title,
            f"운영자가 먼저 봐요. {review_s}초 뒤에는 저절로 나가요: {{}}",
            f"The owner sees it first; after {review_s} s it goes by itself: {{}}",
            "검토할 것이 더 없어요.",
            "Nothing is left to review.",
        )

    async def correct(_: web.Request) -> web.Response:
        title = newsroom.correct_newest()
        return _said(
            title,
            "수치를 고쳤어요: {}",
            "A figure was put right: {}",
            "고칠 것이 없어요.",
            "There is nothing to correct.",
        )

    return [web.post(PUBLISH, publish), web.post(REVIEW, review), web.post(CORRECT, correct)]


def _said(title: str | None, ko: str, en: str, none_ko: str, none_en: str) -> web.Response:
    if title is None:
        return web.json_response({"notice_ko": none_ko, "notice_en": none_en})
    return web.json_response({"notice_ko": ko.format(title), "notice_en": en.format(title)})
