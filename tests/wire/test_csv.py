"""CSV lines: cases taken from the rules of fputcsv, and reading back with a foreign reader."""

import csv as python_csv
import io
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_compat.wire import csv

TEXT_WITHOUT_BACKSLASH = st.text(
    st.characters(exclude_characters="\\", exclude_categories=["Cs"]), max_size=30
)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (True, "1"),
        (False, "0"),
        (Decimal("222.00"), "222.00"),
        ("plain", "plain"),
        ("semi;colon", "semi;colon"),
        ("it's", "it's"),
        ("a b", '"a b"'),
        ("a,b", '"a,b"'),
        ("a\tb", '"a\tb"'),
        ("a\nb", '"a\nb"'),
        ("a\rb", '"a\rb"'),
        ('say "hi"', '"say ""hi"""'),
        ("back\\slash", '"back\\slash"'),
        ('\\"', '"\\""'),
        ('\\\\"', '"\\\\""'),
        ('\\""', '"\\""""'),
        ('"\\"', '"""\\""'),
    ],
)
def test_cell_is_quoted_as_fputcsv_quotes(value, cell):
    assert csv.field(value) == cell


def test_row_ends_with_one_line_feed():
    assert csv.row([1, None, "a b"]) == '1,,"a b"\n'


def test_rows_are_written_as_they_come():
    endless = ([n] for n in iter(int, 1))

    assert list(islice(csv.rows(endless), 2)) == ["0\n", "0\n"]


@given(st.lists(TEXT_WITHOUT_BACKSLASH, min_size=2, max_size=5))
def test_another_reader_reads_the_same_cells(values):
    line = csv.row(values)

    assert list(python_csv.reader(io.StringIO(line, newline=""))) == [values]


def fputcsv(value: str) -> str:
    """The state machine of PHP's C source, character by character."""
    if not any(character in value for character in ',"\\\n\r\t '):
        return value
    written, is_escaped = ['"'], False
    for character in value:
        if character == "\\":
            is_escaped = True
        elif not is_escaped and character == '"':
            written.append('"')
        else:
            is_escaped = False
        written.append(character)
    return "".join([*written, '"'])


@given(st.text(alphabet='\\"a, \n', max_size=12))
def test_cells_equal_those_of_the_original_state_machine(value):
    assert csv.field(value) == fputcsv(value)
