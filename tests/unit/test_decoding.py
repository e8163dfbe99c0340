"""Bytes as text: the order of claims, Korean encodings, and what is no text at all."""

import codecs
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.decoding import BINARY, REPLACED, decode
from tests.rows import every
from tests.texts import any_text

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
    short = (
        "<rss><channel><title>Sosik</title><item><title>에너지</title><link>http://a.kr</link></item></channel></rss>"
    )
    assert decode(short.encode("cp949"), content_type="text/xml; charset=us-ascii").text == short
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


@every(
    ("claim", "encoding", "text"),
    [
        ("gb2312", "gb18030", "朱镕基与鎔"),
        ("x-gbk", "gbk", "新闻"),
        ("shift_jis", "cp932", "①髙橋"),
        ("windows-31j", "cp932", "日本語"),
        ("EUC-JP", "euc_jis_2004", "①日本語"),
        ("big5", "big5hkscs", "嘅係裏"),
        ("TIS-620", "cp874", "“ข่าว”"),
        ("windows-874", "cp874", "ข่าว"),
        ("x-cp1251", "cp1251", "Новости"),
        ("iso-8859-8-i", "iso8859-8", "חדשות"),
        ("iso-8859-9", "cp1254", "“haber”"),
        ("csKOI8R", "koi8-r", "Новости"),
        ("ks_c_5601-1989", "cp949", PLAIN),
        ("unicode-1-1-utf-8", "utf-8", "é"),
    ],
)
def test_an_encoding_is_read_by_the_names_the_web_has_for_it_and_as_wide_as_browsers_read_it(
    claim: str, encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding), declared=claim).text == text


@every("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@every("text", ["<t>" + "中文新闻报道经济与社会" * 90, ' {"a": "Новости"}', "\n<가>"])
def test_markup_in_wide_characters_needs_no_mark(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)).text == text


@every("claim", ["windows-1251", "iso-8859-2", "gb2312", "shift_jis"])
def test_bytes_that_are_utf_8_stay_so_whatever_fits_them_as_well(claim: str) -> None:
    assert decode("<a>中文</a> ё".encode(), declared=claim).text == "<a>中文</a> ё"


@every(
    ("encoding", "text"),
    [("gb2312", "经济新闻与社会发展报告"), ("windows-1251", "Новости экономики"), ("euc-kr", PLAIN)],
)
def test_one_stray_byte_costs_no_more_than_its_neighbours(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding) + b"\x98\xff " + b"end", declared=encoding)
    assert decoded.text.startswith(text)
    assert decoded.text.endswith("end")


@every("claim", [None, "utf-8"])
def test_western_letters_that_are_not_what_is_said_are_those_of_windows(claim: str | None) -> None:
    text = "Le café de l’été, El niño está aquí"
    assert decode(text.encode("cp1252"), declared=claim).text == text


def test_quotes_of_windows_in_the_place_of_controls_are_quotes() -> None:
    assert decode("don\x92t \x93go\x94 \x96 \x81·".encode()).text == "don’t “go” – ·"


@every("body", [b"%PDF-1.7 \xff", b"\x89PNG\r\n\x1a\n\0\0", bytes(range(32)) * 40, b"PK\x03\x04abc"])
def test_what_is_no_text_is_empty_and_says_so(body: bytes) -> None:
    decoded = decode(body)
    assert (decoded.text, decoded.warnings) == ("", (BINARY,))


def test_nothing_is_nothing() -> None:
    assert decode(b"").text == ""
    assert decode(codecs.BOM_UTF8).text == ""


@given(st.binary(max_size=300), any_text(max_size=40), st.none() | any_text(max_size=20))
@settings(deadline=None)
def test_no_bytes_make_it_raise(body: bytes, content_type: str, declared: str | None) -> None:
    decode(body, content_type=content_type, declared=declared)
    decode(b"<meta charset=" + body)
