"""XML answers: the exact layout of each shape, and that any text gives a document that parses.

The documents are the module's own, so the parser without guards is enough (S314)."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from api_compat.wire import xml

ANY_TEXT = st.text(max_size=30) | st.text(alphabet="]>&<\x00\r\n\ufffe\ud800a", max_size=15)


def test_generic_list_has_attributes_and_no_break_after_the_item():
    document = "".join(xml.generic_list(["id", "name"], [[1, "a<b"], [2, None]], item="ticket"))

    assert document == (
        "<xml version='1.0' encoding='UTF-8'>\n"
        "<ticket><id><![CDATA[1]]></id>\n<name><![CDATA[a<b]]></name>\n</ticket>\n"
        "<ticket><id><![CDATA[2]]></id>\n<name><![CDATA[]]></name>\n</ticket>\n"
        "</xml>\n"
    )


def test_generic_record_has_no_item():
    assert xml.generic_record(["id"], [7]) == (
        "<xml version='1.0' encoding='UTF-8'>\n<id><![CDATA[7]]></id>\n</xml>\n"
    )


def test_written_list_is_escaped_and_bare():
    document = "".join(xml.written_list(["id", "name"], [[1, "a<b & c"]], item="group"))

    assert document == (
        "<xml>\n<group>\n<id>1</id>\n<name>a&lt;b &amp; c</name>\n</group>\n</xml>\n"
    )


def test_written_list_without_an_item_puts_fields_under_the_root():
    document = "".join(xml.written_list(["id_user"], [["ana"], ["otto"]], item=None))

    assert document == "<xml>\n<id_user>ana</id_user>\n<id_user>otto</id_user>\n</xml>\n"


def test_written_list_can_hold_cdata():
    document = "".join(xml.written_list(["id"], [["a"]], item="company", style="cdata"))

    assert document == "<xml>\n<company>\n<id><![CDATA[a]]></id>\n</company>\n</xml>\n"


def test_empty_list_keeps_its_root():
    assert "".join(xml.written_list(["id"], [], item="file")) == "<xml>\n</xml>\n"


def test_single_value_stands_in_data():
    assert xml.single(5) == "<xml version='1.0' encoding='UTF-8'>\n<data>5</data>\n</xml>\n"
    assert xml.single("N/A", attributes=False) == "<xml>\n<data>N/A</data>\n</xml>\n"


def test_markup_that_was_stored_encoded_is_not_escaped_again():
    assert xml.single("a&#x20;b", attributes=False, style="raw") == (
        "<xml>\n<data>a&#x20;b</data>\n</xml>\n"
    )


@given(ANY_TEXT)
def test_cdata_reads_back_as_the_text_without_illegal_characters(text):
    root = ElementTree.fromstring(xml.generic_record(["v"], [text]).encode())  # noqa: S314

    expected = xml.clean(text).replace("\r\n", "\n").replace("\r", "\n")
    assert (root[0].text or "") == expected


@given(ANY_TEXT)
def test_escaped_value_reads_back_as_the_text_without_illegal_characters(text):
    root = ElementTree.fromstring(xml.single(text).encode())  # noqa: S314

    assert (root[0].text or "") == xml.clean(text)
