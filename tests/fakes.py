"""Values and doubles the tests share. Doubles have verbs; the store is never faked."""

from datetime import UTC, date, datetime, timedelta

from jobs.language import PlainAnalyser, Token
from jobs.model import (
    ANY_REGION,
    ANY_TOPIC,
    Briefing,
    BriefingId,
    Chat,
    ChatId,
    Document,
    Interest,
    Language,
    Line,
    LineKind,
    Method,
    RegionId,
    Section,
    Subsection,
    Summary,
    Tags,
    TopicId,
    subscription_key,
)
from jobs.store import Announcement, Reading, Store

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KZ, CENTRAL_ASIA, RU = RegionId(1125), RegionId(100), RegionId(1191)
ENERGY, NUCLEAR = TopicId(3), TopicId(4)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_briefing(title: str = "카자흐스탄, 송전망 보강 계획 발표", body: str = "전력망을 2배로 늘린다.") -> Briefing:
    return Briefing(
        title=title,
        series="견본",
        outlet="소식 견본",
        published=date(2026, 3, 1),
        sections=(Section(heading="송전망 보강", subsections=(Subsection(paragraphs=(body,)),)),),
    )


def a_reading(key: str, briefing: Briefing | None = None) -> Reading:
    made = briefing or a_briefing()
    document = Document(content=made.spelled(), url=f"https://news.example/{key}")
    return Reading(keys=(key,), document=document, briefing=made)


def an_announcement(briefing_id: BriefingId, *keys: int, revision: int = 1, title: str = "견본") -> Announcement:
    lines = (Line(kind=LineKind.HEADING, text="송전망 보강", evidence=("송전망 보강",)),)
    said = {
        language: Summary(language=language, method=Method.OUTLINE, headline=title, lines=lines)
        for language in Language
    }
    return Announcement(
        id=briefing_id,
        revision=revision,
        tags=Tags(),
        summaries=said,
        keys=keys or (subscription_key(ANY_REGION, ANY_TOPIC),),
        analyser="none-1",
        tokens=b"",
    )


def publish(store: Store, key: str, *keys: int, push: bool = True) -> BriefingId:
    """Save and announce one briefing under these match keys."""
    (saved,) = store.briefings.save("sample", [a_reading(key)], now=NOW, push=push)
    assert store.briefings.announce(an_announcement(saved.id, *keys), now=NOW)
    return saved.id


def a_reader(store: Store, telegram_id: int, *interests: Interest) -> Chat:
    """Let a private chat be met and subscribe."""
    chat = store.chats.meet(telegram_id, now=NOW)
    store.chats.subscribe(chat.id, interests or (Interest(),), NOW)
    return chat


def a_chat(chat_id: int = 1) -> Chat:
    return Chat(id=ChatId(chat_id), telegram_id=1000 + chat_id)


class CountingAnalyser:
    """Splits by script, has no dictionary, and remembers what it was asked to split."""

    name = "counting"
    version = "counting-1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def tokens(self, text: str) -> tuple[Token, ...]:
        self.asked.append(text)
        return PlainAnalyser().tokens(text)

    def knows(self, word: str) -> bool:
        return PlainAnalyser().knows(word)

    def forget(self) -> None:
        """Begin to remember anew."""
        self.asked.clear()


class StumblingAnalyser(CountingAnalyser):
    """Ends with an error at every text that holds the word it stumbles at, until it is mended."""

    name = "none"

    def __init__(self) -> None:
        super().__init__()
        self._word = ""

    def stumble_at(self, word: str) -> None:
        self._word = word

    def tokens(self, text: str) -> tuple[Token, ...]:
        found = super().tokens(text)
        if self._word and self._word in text:
            raise KeyError(self._word)
        return found

    def mend(self) -> None:
        self._word = ""
