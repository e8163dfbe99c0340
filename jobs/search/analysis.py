"""Makes the tokens of a whole document, once, so that they can be stored and the index built from them."""

from dataclasses import replace

from jobs.language import Analyser, ByLine, TokenPass
from jobs.search.documents import SearchDocument
from jobs.search.tokens import Tokens, normal, tokens_of


def analyse_document(document: SearchDocument, analyser: Analyser) -> Tokens:
    """Give the tokens of a document: those of its body, with title, headings and side beside them."""
    headings = document.headings if isinstance(document.headings, str) else "\n".join(document.headings)
    side = "\n".join(text for text in (document.english, *document.names) if text)
    return replace(
        tokens_of(document.body, analyser),
        title=tokens_of(document.title, analyser),
        headings=tokens_of(headings, analyser) if headings.strip() else None,
        side=tokens_of(side, analyser) if side else None,
    )


def analyse_passed(document: SearchDocument, tokens: TokenPass) -> Tokens:
    """Give the tokens of a document out of its one token pass: what was split for its tags is not split again."""
    return analyse_document(document, ByLine(tokens, normal))


def completed(document: SearchDocument, analyser: Analyser) -> Tokens:
    """Give the document's tokens: as given, with its other fields taken apart where the given ones leave them out."""
    if document.tokens is None:
        return analyse_document(document, analyser)
    given = document.tokens
    if given.title is not None:
        return given
    rest = analyse_document(replace(document, body="", tokens=None), analyser)
    return replace(given, title=rest.title, headings=rest.headings, side=rest.side)
