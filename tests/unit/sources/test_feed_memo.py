"""A feed read with the memo of an earlier reading gives what a whole reading gives, less what stood there before."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.sources.feed_again import read_again
from jobs.sources.feed_memo import NOTHING, Memo, lay_out
from jobs.sources.frames import Record
from tests.rows import every


def read(feed: str, memo: str = "", now: str = "2026-03-02T01:00:00+00:00") -> tuple[Record, list[Record]]:
    order = {"content_type": "", "url": "https://a.example/rss", "zone": "Asia/Seoul", "now": now, "memo": memo}
    head, *entries = read_again(feed.encode("utf-8", "replace"), order)
    return head, entries


@dataclass(frozen=True)
class Entry:
    """One item of a feed, as its author could write it."""

    guid: str
    title: str = "견본"
    words: str = "송전망"
    day: int = 2
    ends: str = ""  # whatever stands before </item>

    def xml(self) -> str:
        date = f"<pubDate>Mon, {self.day:02} Mar 2026 01:00:00 +0900</pubDate>" if self.day else ""
        return (
            f"<item><title>{self.title}</title><guid>{self.guid}</guid><link>https://a.example/{self.guid}</link>{date}"
            f"<description><![CDATA[<p>{self.words}</p>]]></description>{self.ends}</item>"
        )


def rss(entries: Sequence[Entry], *, head: str = "", between: str = "\n", tail: str = "") -> str:
    items = between.join(entry.xml() for entry in entries)
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>소식</title>{head}\n{items}\n{tail}</channel></rss>'
    )


ODD = ("<!-- <item> -->", "<x><![CDATA[ </item><item> ]]></x>", "<x>", "<b></i>", "<item></item>", "<?y </item> ?>")
ENTRY = st.builds(
    Entry,
    guid=st.sampled_from("abcdefgh"),
    title=st.sampled_from(["", "", "견본", "A &amp; B", "&lt;b&gt;x&lt;/b&gt;"]),
    words=st.sampled_from(["송전망", "댐", "", "<a href='/x'>y</a>"]),
    day=st.sampled_from([0, 1, 2, 9]),
    ends=st.sampled_from([*[""] * 20, *ODD]),
)
FEED = st.builds(
    rss,
    st.lists(ENTRY, max_size=5, unique_by=lambda entry: entry.guid),
    head=st.sampled_from(["", "", "<ttl>5</ttl>", "<language>en</language>", "<!-- <item> -->"]),
    between=st.sampled_from(["", "\n", "\n", "<x/>"]),
    tail=st.sampled_from(["", "", "<ttl>60</ttl>", "<item>"]),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(FEED, min_size=2, max_size=4))
def test_what_a_memo_leaves_out_is_what_a_whole_reading_would_have_given_again(editions: list[str]) -> None:
    memo, before = "", set[str]()
    for edition in editions:
        whole_head, whole = read(edition)
        head, entries = read(edition, memo)
        said = [json.dumps(entry) for entry in whole]
        assert [json.dumps(entry) for entry in entries] == [one for one in said if one not in before]
        of_the_feed = {name for name in whole_head if name not in {"memo", "days"}}
        assert {name: head[name] for name in of_the_feed} == {name: whole_head[name] for name in of_the_feed}
        assert Memo.of(head["memo"]).entries == Memo.of(whole_head["memo"]).entries
        memo, before = head["memo"], set(said)


def test_a_feed_that_grew_by_one_entry_gives_that_one_and_the_days_of_the_others() -> None:
    old, new = [Entry("a", day=1), Entry("b", "둘째")], Entry("c", "셋째", day=3)
    head, entries = read(rss(old))
    assert (len(entries), head["days"]) == (2, "")
    assert Memo.of(head["memo"]).around != NOTHING  # so the next time the two need not be read
    again, (only,) = read(rss([new, *old]), head["memo"])
    assert (only["title"], again["days"]) == ("셋째", "2026-03-01 2026-03-02")


def test_an_entry_that_says_something_else_is_given_again() -> None:
    head, _ = read(rss([Entry("a"), Entry("b", "둘째")]))
    _, (only,) = read(rss([Entry("a"), Entry("b", "둘째", words="댐")]), head["memo"])
    assert "댐" in only["html"]


def test_an_entry_that_comes_to_share_a_key_with_a_new_one_is_looked_at_again() -> None:
    head, _ = read(rss([Entry("a"), Entry("b", "둘째")]))
    _, entries = read(rss([Entry("a", "셋째"), Entry("a"), Entry("b", "둘째")]), head["memo"])
    assert [entry["title"] for entry in entries] == ["셋째", "견본"]
    assert all("guid:a" not in entry["keys"] for entry in entries)


def test_a_date_that_lay_in_the_future_is_read_once_it_has_come() -> None:
    feed = rss([Entry("a", day=4), Entry("b", "둘째")])
    head, entries = read(feed)
    assert entries[0]["published"] == ""
    _, (only,) = read(feed, head["memo"], now="2026-03-05T01:00:00+00:00")
    assert only["published"] == "2026-03-03T16:00:00+00:00"


@every("entry", [Entry("a", ends=odd) for odd in ODD])
def test_where_entries_cannot_be_told_apart_by_their_text_everything_is_read(entry: Entry) -> None:
    head, _ = read(rss([entry, Entry("b", "둘째")]))
    assert Memo.of(head["memo"]).around == NOTHING


@every("word", ["", "nothing", "!" * 40, "\u2603", "00000"])
def test_a_memo_that_is_none_names_nothing(word: str) -> None:
    assert len(read(rss([Entry("a")]), word)[1]) == 1


def test_a_document_put_together_again_is_the_same() -> None:
    text = rss([Entry("a"), Entry("b")], between="")
    layout = lay_out(text)
    assert layout is not None
    assert layout.only(layout.blocks) == text
