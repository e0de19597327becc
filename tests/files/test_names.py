"""File names and types: what is kept of a name, and what bytes say of themselves."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.policies import clean_file_name, media_type_of

HOSTILE = st.text(
    st.characters() | st.sampled_from("./\\ \x00\n\t\u202e\u2066\u200f\u200d\ufeff\ud800:")
)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("report.txt", "report.txt"),
        ("my file.txt", "my file.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ana\\photo.png", "photo.png"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("", "file"),
        ("folder/", "file"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("نام\u200cها.txt", "نام\u200cها.txt"),
        ("\u200d.txt", "txt"),
        ("a" * 200 + ".jpeg", "a" * 145 + ".jpeg"),
        ("a" * 200, "a" * 150),
    ],
)
def test_name_keeps_its_words_and_loses_its_tricks(given_name, kept):
    assert clean_file_name(given_name) == kept


@given(HOSTILE)
def test_no_name_carries_a_path_a_control_or_a_direction_mark(name):
    kept = clean_file_name(name)

    assert 1 <= len(kept) <= 150
    assert not set(kept) & set("/\\\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068")
    assert not {unicodedata.category(char) for char in kept} & {"Cc", "Cs", "Zl", "Zp"}
    assert not kept.startswith((".", " "))
    assert kept.encode()


@given(HOSTILE)
def test_clean_name_stays_as_it_is(name):
    kept = clean_file_name(name)

    assert clean_file_name(kept) == kept


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\x00", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "application/octet-stream"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04\x14\x00", "application/zip"),
        (b"hello world\n", "text/plain"),
        ("ñandú".encode(), "text/plain"),
        ("ñ".encode()[:1], "application/octet-stream"),
        (b"a" + "ñ".encode()[:1], "text/plain"),
        (b"<html><script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "text/plain"),
        (b"caf\xe9 cr\xe8me", "application/octet-stream"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_type_is_read_from_the_bytes(head, media_type):
    assert media_type_of(head) == media_type
