"""Parameters as PHP reads them, and the requests that are refused."""

from urllib.parse import quote_from_bytes

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from api_compat.wire import query

URLENCODED = "application/x-www-form-urlencoded"


def get(raw_query: str) -> query.Parameters:
    return query.read_parameters(RequestFactory().generic("GET", f"/api.php?{raw_query}"))


def post(body: bytes, raw_query: str = "", content_type: str = URLENCODED) -> query.Parameters:
    request = RequestFactory().generic("POST", f"/api.php?{raw_query}", body, content_type)
    return query.read_parameters(request)


def multipart(parts: list[tuple[str, bytes]], raw_query: str = "") -> query.Parameters:
    body = b"".join(
        b'--limit\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value)
        for name, value in parts
    )
    return post(body + b"--limit--\r\n", raw_query, "multipart/form-data; boundary=limit")


def test_only_the_ampersand_divides_fields():
    assert get("params=a;b=c|d:e&x=1").text("params") == "a;b=c|d:e"


def test_value_is_decoded_once():
    assert get("params=a+b%20c%252C").text("params") == "a b c%2C"


def test_value_may_hold_an_equals_sign():
    assert get("params=AAEC/w==").text("params") == "AAEC/w=="


def test_bytes_that_are_not_utf_8_are_latin_1_in_that_value_alone():
    parameters = get("a=caf%E9&b=caf%C3%A9")

    assert (parameters.text("a"), parameters.text("b")) == ("café", "café")


def test_raw_bytes_in_the_query_are_read_too():
    request = RequestFactory().generic("GET", "/api.php")
    request.META["QUERY_STRING"] = "a=caf\xe9&b=\xc3\xa9"

    parameters = query.read_parameters(request)

    assert (parameters.text("a"), parameters.text("b")) == ("café", "é")


def test_empty_value_means_default():
    assert get("token=").text("token", ",") == ","
    assert get("").text("token", ",") == ","
    assert get("token=0").text("token", ",") == "0"


def test_form_beats_query():
    assert post(b"op=b", "op=a&user=u").text("op") == "b"
    assert post(b"op=b", "op=a&user=u").text("user") == "u"


def test_empty_form_value_hides_the_query():
    assert post(b"op=", "op=a").text("op", "none") == "none"


def test_last_of_repeated_values_wins():
    assert get("op=a&op=b").text("op") == "b"


def test_body_of_other_methods_and_types_is_not_read():
    request = RequestFactory().generic("PUT", "/api.php?op=a", b"op=b", URLENCODED)

    assert query.read_parameters(request).text("op") == "a"
    assert post(b'{"op": "b"}', "op=a", "application/json").text("op") == "a"


def test_multipart_form_is_read():
    parameters = multipart([("op", b"b"), ("params", b"a, b\n")], "op=a")

    assert (parameters.text("op"), parameters.text("params")) == ("b", "a, b\n")


def test_multipart_bytes_that_are_not_utf_8_are_latin_1():
    parameters = multipart([("a", b"caf\xe9"), ("b", "日é".encode())])

    assert (parameters.text("a"), parameters.text("b")) == ("café", "日é")


def test_array_is_read_in_order():
    parameters = post(b"params[]=a&params%5B%5D=b&params[7]=c")

    assert parameters.array("params") == ("a", "b", "c")
    assert parameters.text("params") == ""


def test_multipart_array_is_read_in_order():
    assert multipart([("params[]", b"a"), ("params[]", b"b")]).array("params") == (
        "a",
        "b",
    )


@pytest.mark.parametrize(
    "raw_query",
    ["pass=a&pass=a", "pass[]=a", "pass[x]=a", "pass=a&pass[]=b", "pass=" + 1025 * "a"],
)
def test_doubtful_credential_is_refused(raw_query):
    with pytest.raises(query.DoubtfulCredential):
        get(raw_query).credential("pass")


def test_doubtful_credential_in_the_query_is_refused_though_the_form_hides_it():
    with pytest.raises(query.DoubtfulCredential):
        post(b"pass=a", "pass[]=b").credential("pass")


def test_credential_is_read_as_text():
    assert post(b"pass=a", "pass=b").credential("pass") == "a"
    assert get("").credential("pass") == ""


@pytest.mark.parametrize("raw_query", ["a=%00", "%00=a", "a=b%00c"])
def test_nul_is_refused(raw_query):
    with pytest.raises(query.NulInValue):
        get(raw_query)


def test_nul_in_multipart_is_refused():
    with pytest.raises(query.NulInValue):
        multipart([("a", b"b\0c")])


def test_a_thousand_fields_are_read_and_one_more_is_refused():
    assert get("&".join(["a=1"] * 1000)).text("a") == "1"
    with pytest.raises(query.TooManyFields):
        get("&".join(["a=1"] * 1001))
    with pytest.raises(query.TooManyFields):
        post(b"&".join([b"a=1"] * 1001))
    with pytest.raises(query.TooManyFields):
        multipart([("a", b"1")] * 1001)


def test_large_body_is_refused(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    with pytest.raises(query.TooLarge):
        post(b"a=" + 200 * b"b")
    with pytest.raises(query.TooLarge):
        multipart([("a", 200 * b"b")])


def test_broken_multipart_is_refused():
    with pytest.raises(query.BadForm):
        post(b"--limit\r\n", content_type="multipart/form-data")


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.text(
                st.characters(exclude_characters="\0", exclude_categories=["Cs"]),
                max_size=8,
            ),
        ),
        max_size=6,
    )
)
def test_what_a_client_quotes_is_read_back(pairs):
    raw = "&".join(f"{name}={quote_from_bytes(value.encode())}" for name, value in pairs)

    assert query.parse_pairs(raw.encode()) == pairs


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw):
    try:
        query.Fields.of(query.parse_pairs(raw))
    except query.UnreadableRequest:
        return
