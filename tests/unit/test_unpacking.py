"""Bodies are unpacked piece by piece, and what is not packed as it says is refused."""

import gzip
import zlib

import pytest

from jobs.fetch.unpacking import Unreadable, unpacked_by

TEXT = "소식을 전합니다. ".encode() * 20_000


def read(coding: str, *pieces: bytes) -> bytes:
    unpacked = unpacked_by(coding)
    body = b"".join(piece for data in pieces for piece in unpacked.pieces(data))
    unpacked.end()
    return body


def bare(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)),
        (" X-GZip ", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:])),
        ("gzip", gzip.compress(TEXT) + bytes(8)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
        ("", TEXT),
        ("identity", TEXT),
        ("utf-8", TEXT),
    ],
)
def test_a_body_is_read_however_it_is_packed_and_cut_into_pieces(coding: str, packed: bytes) -> None:
    assert read(coding, packed) == TEXT
    assert read(coding, *(packed[at : at + 1] for at in range(20)), packed[20:]) == TEXT


def test_what_unpacks_to_much_comes_in_small_pieces_when_it_is_asked_for() -> None:
    pieces = unpacked_by("gzip").pieces(gzip.compress(bytes(10_000_000)))
    assert len(next(pieces)) == 65_536
    assert sum(map(len, pieces)) == 10_000_000 - 65_536


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_an_empty_body_needs_no_packing(coding: str) -> None:
    assert read(coding) == b""


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(TEXT)[:-9]),
        ("deflate", zlib.compress(TEXT)[:-9]),
        ("gzip", TEXT),
        ("gzip", gzip.compress(TEXT) + b"more"),
        ("gzip", gzip.compress(b"") * 10_000),
        ("br", b"\x0b\x02\x80"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
    ],
)
def test_a_body_that_is_cut_off_or_packed_in_another_way_is_refused(coding: str, packed: bytes) -> None:
    with pytest.raises(Unreadable):
        read(coding, packed)
