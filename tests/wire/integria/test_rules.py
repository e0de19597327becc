"""The comparison itself: right answers pass it, and each kind of wrong answer fails."""

import copy
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from api_compat.wire import csv, xml
from tests.wire.integria import noted, replay
from tests.wire.integria.contract import CASES, Case
from tests.wire.integria.replay import Answer, judge, judge_followup
from tests.wire.integria.shapes import (
    Clock,
    Node,
    Table,
    answered_shape,
    read_csv,
    recorded_shape,
    text_equals,
)

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
CLOCK = Clock(ZoneInfo("UTC"), MOMENT, MOMENT)
HTML = "text/html; charset=UTF-8"


def answer(body: str, status: int = 200, content_type: str = HTML) -> Answer:
    return Answer(status, content_type, body.encode(), CLOCK)


def never_sent(_request):
    raise AssertionError("no further call is expected")


def case_of(body: str, follow: str = "same", op: str = "any_op", **more) -> Case:
    request = {"method": "GET", "query": {"op": op, "user": "ana"}}
    return {
        "request": request,
        "status": 200,
        "content_type": HTML,
        "body": body,
        "follow": follow,
        **more,
    }


def verdict(case: Case, body: str) -> replay.Verdict:
    return judge(case, answer(body), never_sent)


def passes(case: Case, body: str) -> bool:
    return not verdict(case, body).difference


def plain_body(recorded: Case) -> str:
    """The recorded answer as a server that keeps plain text would give it at MOMENT."""
    shape = replay.expected_shape(recorded)
    text = written(shape) if isinstance(shape, Table) else written_xml(shape)
    return text.replace("{{now}}", "2024-05-06 07:08:09").replace("{{today}}", "2024-05-06")


def written(table: Table) -> str:
    lines = "".join(map(csv.row, table.rows))
    return lines if table.ends_line else lines.removesuffix("\n")


def written_xml(node: Node) -> str:
    inner = "".join(map(written_xml, node.children)) if node.children else xml.plain(node.text)
    return f"<{node.name}>{inner}</{node.name}>"


SAME = [case for case in CASES if case["follow"] == "same"]


# --- right answers ------------------------------------------------------------


@pytest.mark.parametrize("case", SAME, ids=[case["id"] for case in SAME])
def test_recorded_answer_in_plain_text_satisfies_its_case(case):
    assert verdict(case, plain_body(case)) == replay.Verdict()


@pytest.mark.parametrize("case", SAME, ids=[case["id"] for case in SAME])
def test_any_other_answer_fails_a_same_case(case):
    assert not passes(case, plain_body(case).replace("</xml>", "x</xml>") + "x")
    assert not passes(case, "<strong>SQL error</strong>" + plain_body(case))


def test_every_follow_up_is_satisfied_by_what_was_recorded_or_asked_for():
    for case in CASES:
        for index in range(len(case.get("after", []))):
            expected = replay.expected_followup(case, index)
            body = written(expected) if isinstance(expected, Table) else written_xml(expected)
            body = body.replace("{{now}}", "2024-05-06 07:08:09").replace("{{today}}", "2024-05-06")

            assert judge_followup(case, index, answer(body)) == ""


def test_every_deviating_case_can_be_decided():
    for case in CASES:
        if case["follow"] != "deviate" or "expect_regex" in case:
            continue
        if "expect_body" in case:
            body = case["expect_body"]
            shape = recorded_shape(body)
            assert passes(case, written(shape) if isinstance(shape, Table) else body)
        elif case["request"]["query"].get("return_type") == "json":
            for value in replay.expected_json(case):
                assert passes(case, json.dumps(value))
            assert replay.expected_json(case)
        else:
            assert passes(case, "<xml version='1.0'>\n<data>0</data>\n</xml>\n")
            assert passes(case, "0")
            assert not passes(case, "<xml>\n<data>1</data>\n</xml>\n")


# --- wrong answers ------------------------------------------------------------

LIST = '1,New\n2,"Re-opened &#x20;now"\n'


def test_changed_cell_fails():
    assert passes(case_of(LIST), '1,New\n2,"Re-opened  now"\n')
    assert not passes(case_of(LIST), '1,New\n2,"Re-opened now"\n')


def test_text_that_is_still_encoded_fails():
    assert not passes(case_of("a&#x20;b\n"), "a&#x20;b\n")


def test_wrong_order_fails():
    assert not passes(case_of("1,a\n2,b\n"), "2,b\n1,a\n")


def test_missing_or_further_line_fails():
    assert not passes(case_of("1,a\n2,b\n"), "1,a\n")
    assert not passes(case_of("1,a\n2,b\n"), "1,a\n2,b\n3,c\n")


def test_missing_or_further_cell_fails():
    assert not passes(case_of("1,a\n"), "1\n")
    assert not passes(case_of("1,a\n"), "1,a,\n")


def test_line_end_belongs_to_lists_and_not_to_single_values():
    assert not passes(case_of("1"), "1\n")
    assert not passes(case_of("1,a\n"), "1,a")


def test_other_status_type_or_encoding_fails():
    case = case_of("1")

    assert judge(case, answer("1", status=500), never_sent).difference
    assert judge(case, answer("1", content_type="text/plain"), never_sent).difference
    assert judge(case, Answer(200, HTML, b"\xff", CLOCK), never_sent).difference


XML = "<xml>\n<group>\n<id>1</id>\n<name>Caf&eacute;&#x20;A</name>\n</group>\n</xml>\n"


@pytest.mark.parametrize(
    "body",
    [
        "<xml><group><id>1</id><name>Café A</name></group></xml>",
        "<xml a='b'><group><name><![CDATA[Café A]]></name><id>1</id><more>2</more></group></xml>",
    ],
)
def test_layout_and_further_fields_of_xml_do_not_matter(body):
    assert passes(case_of(XML), body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "1,Café A\n",
        "<xml></xml>",
        "<xml><group><id>1</id></group></xml>",
        "<xml><group><id>2</id><name>Café A</name></group></xml>",
        "<xml><group><id>1</id><name>Caf&#x26;eacute; A</name></group></xml>",
        "<xml><id>1</id><name>Café A</name></xml>",
        "<xml><group><id>1</id><id>1</id><name>Café A</name></group></xml>",
        "<xml><group><id>1</id><name>Café A</name></group><group><id>2</id></group></xml>",
        "<xml><group><id>1</id><name>Café &eacute; A</name></group></xml>",
        "<xml><group><id>1</id><name>Café A</name></group>",
    ],
)
def test_other_xml_fails(body):
    assert not passes(case_of(XML), body)


def test_empty_xml_list_with_an_item_fails():
    assert passes(case_of("<xml></xml>"), "<xml>\n</xml>\n")
    assert not passes(case_of("<xml></xml>"), "<xml><group><id>1</id></group></xml>")


# --- clocks and ids -----------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "is_right"), [(0, True), (59, True), (-59, True), (61, False), (-61, False)]
)
def test_time_of_the_server_is_right_within_a_minute(seconds, is_right):
    text = (MOMENT + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M:%S")

    assert text_equals("{{now}}", text, CLOCK) is is_right


def test_time_is_read_in_the_zone_of_the_server():
    clock = Clock(ZoneInfo("Europe/Madrid"), MOMENT, MOMENT)

    assert text_equals("{{now}}", "2024-05-06 09:08:09", clock)
    assert not text_equals("{{now}}", "2024-05-06 07:08:09", clock)


def test_today_is_the_date_of_the_call():
    assert text_equals("on {{today}}", "on 2024-05-06", CLOCK)
    assert not text_equals("on {{today}}", "on 2024-05-07", CLOCK)
    assert not text_equals("{{now}}", "2024-13-06 00:00:00", CLOCK)


def test_ids_of_new_history_lines_only_have_to_grow():
    names = ["id_it", "timestamp"]
    rows = [["4", "2024-03-01 09:00:00"], ["5", "{{now}}"], ["6", "{{now}}"]]
    case = case_of("", op="get_incident_tracking", columns=names, rows_plain=rows)

    def body(*ids: int) -> str:
        times = ["2024-03-01 09:00:00", "2024-05-06 07:08:09", "2024-05-06 07:08:09"]
        return "".join(f'{key},"{time}"\n' for key, time in zip(ids, times, strict=True))

    assert passes(case, body(4, 80, 91))
    assert not passes(case, body(5, 80, 91))
    assert not passes(case, body(4, 91, 80))
    assert not passes(case, body(4, 80, 80))


# --- alternatives -------------------------------------------------------------


def test_alternative_has_to_match_as_a_whole():
    case = case_of("1", "either", alt_regex="0?")

    assert verdict(case, "1") == replay.Verdict()
    assert verdict(case, "0\n") == replay.Verdict(is_alternative=True)
    assert verdict(case, "").is_alternative
    assert not passes(case, "01")
    assert not passes(case, "2")


def test_same_case_has_no_alternative():
    assert not passes(case_of("1", "same", alt_regex="0"), "0")


def test_either_without_an_alternative_is_as_recorded():
    assert passes(case_of("1", "either"), "1")
    assert not passes(case_of("1", "either"), "2")


def test_alternative_may_be_the_answer_to_another_call():
    case = case_of("", "either", alt_same_as={"params": ",,1"})
    sent = []

    def send(request):
        sent.append(request["query"]["params"])
        return answer("1,a\n")

    assert judge(case, answer("1,a\n"), send).is_alternative
    assert sent == [",,1"]
    assert judge(case, answer("2,b\n"), send).difference


def test_deviation_is_not_satisfied_by_what_was_recorded():
    assert passes(case_of("1", "deviate", expect_body="0"), "0")
    assert not passes(case_of("1", "deviate", expect_body="0"), "1")
    assert not passes(case_of("1", "deviate", expect_regex="^a \\d$"), "a 10")


# --- follow-ups ---------------------------------------------------------------


def followed(op: str, names: list[str], rows: list[list[str]], **more) -> Case:
    followup = case_of("", op=op, columns=names, rows_plain=rows, **more.pop("followup", {}))
    return case_of("1", after=[followup], **more)


def test_follow_up_overrides_win_over_the_recorded_cells():
    case = followed("details", ["id", "estado"], [["1", "0"]])
    case["expect_after"] = [{"columns": {"estado": "1"}}]

    assert judge_followup(case, 0, answer("1,1\n")) == ""
    assert judge_followup(case, 0, answer("1,0\n"))


def test_follow_up_body_override_wins_over_the_recorded_body():
    case = followed("details", ["id"], [["1"]])
    case["expect_after"] = [{"body": "0"}]

    assert judge_followup(case, 0, answer("0")) == ""
    assert judge_followup(case, 0, answer("1\n"))


def test_follow_up_override_reaches_xml():
    case = case_of("1", after=[case_of("<xml><id>1</id><estado>0</estado></xml>")])
    case["expect_after"] = [{"columns": {"estado": "1"}}]

    assert judge_followup(case, 0, answer("<xml><id>1</id><estado>1</estado></xml>")) == ""
    assert judge_followup(case, 0, answer("<xml><id>1</id><estado>0</estado></xml>"))


def test_open_counter_takes_any_number():
    case = case_of("1", after=[case_of("3", op="get_num_queued_emails")])
    case["after"][0]["follow"] = "either"

    assert judge_followup(case, 0, answer("4")) == ""
    assert judge_followup(case, 0, answer("four"))
    assert judge_followup(case, 0, answer(""))


def numbered(table: Table) -> Table:
    """Give the lines that the call wrote ids of their own."""
    if "id_it" not in table.names:
        return table
    ids = count(1000)
    return table.with_cells(
        "id_it", lambda row: str(next(ids)) if row["timestamp"] == "{{now}}" else row["id_it"]
    )


def recordings_with(phrase: str, op: str) -> list[tuple[Case, int]]:
    return [
        (case, index)
        for case in CASES
        for index, followup in enumerate(case.get("after", []))
        if phrase in case.get("follow_note", "") and followup["request"]["query"]["op"] == op
    ]


@pytest.mark.parametrize("rule", noted.RULES, ids=lambda rule: rule.change.__name__)
def test_noted_rows_are_accepted_beside_the_recorded_and_nothing_else(rule):
    found = recordings_with(rule.phrase, rule.op)
    assert found

    for case, index in found:
        recorded = replay.expected_followup(case, index)
        variant = numbered(rule.change(recorded, case))
        now = "2024-05-06 07:08:09"
        body = written(variant).replace("{{now}}", now).replace("{{any}}", "some text")

        assert judge_followup(case, index, answer(body)) == ""
        assert judge_followup(case, index, answer(body + body or "1\n"))
        if body:
            assert judge_followup(case, index, answer(body.replace(now, "2020-01-01 00:00:00")))
        strict = copy.deepcopy(case)
        strict["follow"] = "same"
        strict.pop("after_follow", None)
        strict["after"][index].pop("follow", None)
        if variant != recorded:
            assert judge_followup(strict, index, answer(body))


def test_every_open_follow_up_has_a_rule():
    """A follow-up that may differ has to say how, or the check could not fail."""
    for case in CASES:
        if not case.get("after_follow"):
            continue
        ops = {followup["request"]["query"]["op"] for followup in case["after"]}
        rules = [r for r in noted.RULES if r.op in ops and r.phrase in case["follow_note"]]
        assert rules, case["id"]


# --- reading CSV --------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("", []),
        ("\n", [[""]]),
        ("1", [["1"]]),
        ("a,,b\n", [["a", "", "b"]]),
        ("a,\n", [["a", ""]]),
        ('"a, ""b""\nc",d\n', [['a, "b"\nc', "d"]]),
        ('"100% load\\host"\n', [["100% load\\host"]]),
        ('"a\\",b\n', [["a\\", "b"]]),
        ('"say \\"hi\\" now"\n', [['say \\"hi\\" now']]),
        ('""\n', [[""]]),
    ],
)
def test_lines_are_read_as_fputcsv_writes_them(body, rows):
    assert read_csv(body) == rows


@pytest.mark.parametrize("body", ['"a', '"a"b\n'])
def test_broken_lines_are_refused(body):
    with pytest.raises(ValueError, match="quoted cell"):
        read_csv(body)


def test_answer_that_cannot_be_read_fails():
    assert not passes(case_of("1"), '"1')
    assert not passes(case_of("<xml><a>1</a></xml>"), "<xml><a>1</a>")


def test_recorded_and_answered_xml_meet():
    recorded = recorded_shape("<xml><a>x&eacute;&#x20;&lt;</a></xml>")

    assert recorded.difference(answered_shape("<xml>\n<a>xé &lt;</a>\n</xml>"), CLOCK) == ""
