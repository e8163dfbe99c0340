"""A desk and the chats in it, without Telegram: what the desk's tests speak through."""

from datetime import date, timedelta
from functools import cache

from bot import commands
from bot.desk import Desk
from bot.message import Answer, Message, Request, RequestKind
from jobs.indexing import Follower
from jobs.language import PlainAnalyser, clean
from jobs.model import (
    Briefing,
    BriefingId,
    Chat,
    ChatKind,
    Document,
    Language,
    Profile,
    ReaderLanguage,
    Reference,
    Section,
    Subsection,
)
from jobs.pipeline import announcement_of
from jobs.settings import SourceSettings
from jobs.store import Announcement, Reading
from tests.unit.bot.desk_samples import NOW, labels, shown

OWNER = 70
SOURCE = SourceSettings(
    id="sample",
    kind="feed",
    url="https://board.example/feed",
    name="견본",
    name_en="Sample",
    rights="full",  # type: ignore[arg-type]
)
TITLES = (
    "카자흐스탄 에너지부, 송전망 현대화 계획 발표",
    "조지아 항만공사, 컨테이너 부두 확장 착공",
    "우즈베키스탄 농업부, 면화 수출 지원 확대",
)


def a_briefing(title: str, number: int, body: str = "정부가 계획을 발표했다.") -> Briefing:
    return Briefing(
        title=title,
        published=date(2024, 12, 9) - timedelta(days=number),
        sections=(Section(heading=title, subsections=(Subsection(heading="배경", paragraphs=(body,)),)),),
        references=(Reference(outlet="Example Times", title=f"Report {number}", published=date(2024, 12, 1)),),
        url=f"https://board.example/view?id={number}",
    )


@cache
def announced(stored: BriefingId, briefing: Briefing) -> Announcement:
    """What the newsroom says of it: put together once, since many tests publish the same."""
    return announcement_of(stored, 1, briefing, PlainAnalyser())


class Room:
    """A desk and one chat in it; speaks and taps as a person does."""

    def __init__(
        self, desk: Desk, telegram_id: int = 7, kind: ChatKind = ChatKind.PRIVATE, language: str = "ko"
    ) -> None:
        self.desk = desk
        self._id = telegram_id
        self._speaker = telegram_id if kind is ChatKind.PRIVATE else 7
        desk.store.chats.meet(
            telegram_id, now=NOW, kind=kind, language=ReaderLanguage(language), first=Language(language)
        )

    @property
    def state(self) -> str:
        return self.chat.state.value

    @property
    def language(self) -> str:
        return self.chat.language.value

    @property
    def profile(self) -> Profile:
        return self.chat.profile

    @property
    def chat(self) -> Chat:
        found = self.desk.store.chats.get(self._id)
        assert found is not None
        return found

    @property
    def interests(self) -> set[tuple[int, int, tuple[int, ...]]]:
        return {(one.region, one.topic, tuple(one.excludes)) for one in self.desk.store.chats.interests(self.chat.id)}

    async def write(
        self, text: str, *, reply_to: int | None = None, reply_text: str = "", admin: bool = True
    ) -> Answer:
        return await self._ask(RequestKind.TEXT, text, reply_to=reply_to, reply_text=reply_text, admin=admin)

    async def tap(self, data: str, *, admin: bool = True) -> Answer:
        return await self._ask(RequestKind.TAP, data, reply_to=5, admin=admin)

    async def tap_label(self, message: Message, label: str) -> Answer:
        """Tap the button whose words begin like this."""
        for row in message.buttons:
            for button in row:
                if button.label.startswith(label) and button.action:
                    return await self.tap(button.action)
        raise AssertionError(f"no button {label} among {labels(message)}")

    async def _ask(
        self, kind: RequestKind, text: str, *, reply_to: int | None, reply_text: str = "", admin: bool = True
    ) -> Answer:
        request = Request(
            chat=self.chat,
            kind=kind,
            text=clean(text),
            now=NOW,
            sender_id=self._speaker,
            may_change=admin,
            message_id=6,
            reply_to=reply_to,
            reply_text=clean(reply_text),
        )
        return await commands.answer(self.desk, request)

    async def publish(self, *titles: str) -> list[BriefingId]:
        """Put briefings of these titles into the archive and the index."""
        ids = []
        for number, title in enumerate(titles):
            briefing = a_briefing(title, number)
            reading = Reading(keys=(title,), document=Document(content=title, url=briefing.url), briefing=briefing)
            (stored,) = self.desk.store.briefings.save("sample", [reading], now=NOW)
            self.desk.store.briefings.announce(announced(stored.id, briefing), now=NOW)
            ids.append(stored.id)
        await Follower(self.desk.store, self.desk.lanes, self.desk.library).catch_up()
        return ids


def said(answer: Answer) -> list[str]:
    """The texts of an answer as a phone shows them."""
    messages = [one for one in (*answer.say, answer.edit) if isinstance(one, Message)]
    return [shown(one)[0] for one in messages]


def first(answer: Answer) -> Message:
    return next(one for one in (*answer.say, answer.edit) if isinstance(one, Message))
