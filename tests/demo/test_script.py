"""The demo's script: what it says of what did not arrive."""

from bot.demo.script import Reader, verdict
from jobs.model import Language


def test_what_is_missing_is_named_and_is_no_success() -> None:
    said: list[str] = []
    readers = [
        Reader(chat_id=1, name="하나", language=Language.KO, missing=["the alert “가”"]),
        Reader(chat_id=2, name="Sam", language=Language.EN),
    ]
    assert verdict(readers, said.append) == 1
    assert said == ["✗ missing · 하나: the alert “가”"]
    assert verdict(readers[1:], said.append) == 0
    assert "every expected message arrived" in said[-1]
