"""The HTML-encoding of 2017."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_compat.wire.entities import decode, encode


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("Customer #A", "Customer&#x20;#A"),
        ("é€", "&eacute;&euro;"),
        ("\"'<>&", "&quot;&#039;&lt;&gt;&amp;"),
        ("a\\b", "a&#92;b"),
        ("(a)", "&#40;a&#41;"),
        ("/*x*/", "&#47;&#42;x&#42;&#47;"),
        ("/*/", "&#47;&#42;/"),
        ("a\n\tb\x00", "a&#x0a;&#x09;b&#x00;"),
        ("日Я", "日Я"),
        ("&eacute;", "&amp;eacute;"),
    ],
)
def test_text_is_encoded_character_by_character(text, encoded):
    assert encode(text) == encoded


@pytest.mark.parametrize("number", ["12", "-1.5", "1e3", " 7", ".5", "5."])
def test_plain_number_is_left_alone(number):
    assert encode(number) == number


@pytest.mark.parametrize("text", ["7 ", "1 2", "e3", ".", "٣ "])
def test_what_is_no_number_to_php_is_encoded(text):
    assert encode(text) == text.replace(" ", "&#x20;")


def test_reference_that_names_no_character_stays():
    assert decode("&nosuch; &#xd800; &#9999999; &amp") == "&nosuch; &#xd800; &#9999999; &amp"


@given(st.text() | st.text(alphabet="/*&#;x2470amp \n"))
def test_decoding_undoes_encoding(text):
    assert decode(encode(text)) == text
