"""Any text at all, as hypothesis gives it."""

from hypothesis import strategies as st

_CHARACTERS = st.characters(exclude_categories=["Cs"])


def any_text(max_size: int | None = None) -> st.SearchStrategy[str]:
    """Give texts of all characters there are, halves of pairs aside.

    The same characters as `st.text()`, which first tries each of a million with a codec: two seconds in a fresh clone.
    """
    return st.text(_CHARACTERS, max_size=max_size)
