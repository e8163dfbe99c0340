"""The references of a briefing: numbered, outlet, day, title; linked where the source gives an address."""

from urllib.parse import quote

from bot.actions import action
from bot.message import Button, Buttons, Message
from bot.phrases import say
from bot.replies.dates import day
from bot.replies.facts import cited_link, phrase
from bot.replies.lists import pager
from bot.replies.markup import (
    EMPTY,
    Ranked,
    Text,
    bold,
    clipped,
    fitted,
    italic,
    joined,
    lines,
    linked,
    message,
    one_line,
    words,
)
from bot.replies.notices import labelled
from bot.short_ids import short_id
from jobs.model import Edition, Language, Reference

PAGE = 8
_ROW = 4


def answer(edition: Edition, *, language: Language, bot_username: str, page: int = 0) -> Message:
    """Give a page of the references with buttons that search those without an address, and the files."""
    references = edition.briefing.references
    named = one_line(edition.briefing.title, 200)
    if not references:
        return message(lines(words("📎 ") + bold(named), phrase(language, "references.none")))
    title = words("📎 ") + bold(phrase(language, "references.title", n=len(references)))
    head = lines(joined(" · ", (title, named)))
    pages = -(-len(references) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = list(enumerate(references, 1))[page * PAGE : (page + 1) * PAGE]
    links = {number: cited_link(edition, number - 1, bot_username) for number, _ in shown}
    ranked = [Ranked(text=_entry(number, one, links[number], language), rank=number) for number, one in shown]
    text = fitted(head, ranked, EMPTY, lambda n: phrase(language, "alert.more", n=n))
    lacking = [(number, one) for number, one in shown if not links[number]]
    return message(text, _buttons(edition, lacking, language, page=page, pages=pages))


def _entry(number: int, reference: Reference, link: str | None, language: Language) -> Text:
    on = day(reference.published, language) if reference.published else say(language, "references.undated")
    facts = joined(" · ", (one_line(reference.outlet or "", 100), words(on)))
    title = linked(one_line(reference.title), link)
    return lines(words(f"{number}. ") + title, italic(facts))


def _buttons(
    edition: Edition, lacking: list[tuple[int, Reference]], language: Language, *, page: int, pages: int
) -> Buttons:
    finders = [Button(label=say(language, "button.find", n=number), url=web_search(one)) for number, one in lacking]
    name = short_id(edition.id)
    turn = pager(page, pages, language, lambda at: action("refs", name, at))
    forms = (("txt", "button.text"), ("bib", "button.bibtex"), ("ris", "button.ris"))
    files = [labelled(language, key, action("cite", name, form)) for form, key in forms]
    if pages == 1:
        files.append(labelled(language, "button.copy", action("copy", name)))
    return (tuple(finders[:_ROW]), tuple(finders[_ROW:]), (*turn, *files))


def web_search(reference: Reference) -> str:
    """Give the address of a web search for a cited article."""
    words_to_find = f'"{clipped(reference.title, 150)}" {clipped(reference.outlet or "", 60)}'
    return f"https://www.google.com/search?q={quote(words_to_find.strip())}"
