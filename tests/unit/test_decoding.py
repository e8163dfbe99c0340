"""Bytes as text: the order of claims, Korean encodings, and what is no text at all."""

import codecs
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.decoding import BINARY, REPLACED, decode
from tests.rows import every

TEXT = "카자흐스탄 정부는 전력망을 넓힌다. 똠방각하 펲시 2025"  # the last words are outside EUC-KR, inside CP949
PLAIN = "몽골 정부는 철도를 넓힌다."


@every("encoding", ["utf-8", "cp949", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_korean_text_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    decoded = decode(TEXT.encode(encoding))
    assert (decoded.text, decoded.warnings) == (TEXT, ())


def test_a_byte_order_mark_beats_every_claim() -> None:
    body = codecs.BOM_UTF8 + '<?xml version="1.0" encoding="euc-kr"?>가'.encode()
    assert decode(body, content_type="text/xml; charset=euc-kr").text.endswith("가")


def test_what_the_document_declares_beats_the_header() -> None:
    body = f'<?xml version="1.0" encoding="EUC-KR"?><t>{PLAIN}</t>'.encode("euc-kr")
    assert PLAIN in decode(body, content_type="text/xml; charset=shift_jis").text


def test_a_declaration_that_the_bytes_break_is_passed_over() -> None:
    body = f'<meta charset="euc-kr"><p>{TEXT}</p>'.encode()
    decoded = decode(body)
    assert TEXT in decoded.text
    assert decoded.encoding == "utf-8"


def test_euc_kr_is_read_as_cp949() -> None:
    decoded = decode(TEXT.encode("cp949"), content_type="text/html; charset=EUC-KR")
    assert (decoded.text, decoded.encoding) == (TEXT, "cp949")
    assert decode(TEXT.encode("cp949"), declared="ks_c_5601-1987").text == TEXT


def test_a_server_s_default_latin_header_does_not_spoil_korean() -> None:
    for encoding in ("utf-8", "cp949"):
        assert decode(TEXT.encode(encoding), content_type="text/html; charset=ISO-8859-1").text == TEXT
    assert decode("El niño está aquí".encode("latin-1"), content_type="text/plain; charset=iso-8859-1").text.endswith(
        "aquí"
    )


def test_text_cut_in_the_middle_of_a_character_keeps_the_rest() -> None:
    decoded = decode(PLAIN.encode()[:-3])
    assert decoded.text.startswith(PLAIN[:-2])
    assert decoded.warnings == (REPLACED,)
    assert decoded.encoding == "utf-8"


def test_an_unknown_or_unfit_encoding_name_is_passed_over() -> None:
    for claim in ("x-no-such", "hex", "utf-7", "rot13", "\ud800"):
        assert decode(PLAIN.encode(), declared=claim).text == PLAIN


def test_text_comes_out_in_nfc_without_bidi_and_control_characters() -> None:
    decomposed = unicodedata.normalize("NFD", "한국")
    assert decode(f"\u202e{decomposed}\x07\r\n끝".encode()).text == "한국\n끝"


@every("body", [b"%PDF-1.7 \xff", b"\x89PNG\r\n\x1a\n\0\0", bytes(range(32)) * 40, b"PK\x03\x04abc"])
def test_what_is_no_text_is_empty_and_says_so(body: bytes) -> None:
    decoded = decode(body)
    assert (decoded.text, decoded.warnings) == ("", (BINARY,))


def test_nothing_is_nothing() -> None:
    assert decode(b"").text == ""
    assert decode(codecs.BOM_UTF8).text == ""


@given(st.binary(max_size=300), st.text(max_size=40), st.none() | st.text(max_size=20))
@settings(deadline=None)
def test_no_bytes_make_it_raise(body: bytes, content_type: str, declared: str | None) -> None:
    decode(body, content_type=content_type, declared=declared)
    decode(b"<meta charset=" + body)
