"""What votes amount to: the count of every mode, beside a model that tries all answers."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.policies import counted, must_comment, verdict
from approvals.vocabulary import CommentRule, Mode, OnExpiry, RequestState, VoteState

VOTES = st.lists(
    st.sampled_from(
        [VoteState.WAITING, VoteState.APPROVED, VoteState.REJECTED, VoteState.CANCELLED]
    ),
    max_size=7,
)


def is_enough(mode: str, percent: int, approvals: int, voters: int) -> bool:
    """Say it in the words of the manual."""
    match mode:
        case Mode.ANY:
            return approvals > 0
        case Mode.ALL:
            return approvals == voters
        case _:
            return approvals > 0 and approvals * 100 >= percent * voters


def naive(mode: str, percent: int, votes: list[str]) -> str:
    """Try every way in which those who wait may still answer."""
    words = [word for word in votes if word != VoteState.CANCELLED]
    if not words:
        return RequestState.WAITING
    sure = words.count(VoteState.APPROVED)
    silent = words.count(VoteState.WAITING)
    if is_enough(mode, percent, sure, len(words)):
        return RequestState.APPROVED
    ends = {
        is_enough(mode, percent, sure + sum(answers), len(words))
        for answers in product((0, 1), repeat=silent)
    }
    return RequestState.WAITING if True in ends else RequestState.REJECTED


@given(mode=st.sampled_from(Mode.values), percent=st.integers(1, 100), votes=VOTES)
def test_verdict_is_that_of_the_naive_model(mode: str, percent: int, votes: list[str]):
    assert verdict(mode, percent, votes) == naive(mode, percent, votes)


@given(mode=st.sampled_from(Mode.values), percent=st.integers(1, 100), votes=VOTES)
def test_verdict_stays_when_those_who_wait_are_no_longer_asked(
    mode: str, percent: int, votes: list[str]
):
    before = verdict(mode, percent, votes)
    after = [VoteState.CANCELLED if word == VoteState.WAITING else word for word in votes]

    if before != RequestState.WAITING:
        assert verdict(mode, percent, after) == before


@given(
    mode=st.sampled_from(Mode.values),
    percent=st.integers(1, 100),
    votes=VOTES,
    on_expiry=st.sampled_from(OnExpiry.values),
)
def test_silence_decides_a_waiting_step_as_the_terms_say(
    mode: str, percent: int, votes: list[str], on_expiry: str
):
    ended = [VoteState.EXPIRED if word == VoteState.WAITING else word for word in votes]

    end = verdict(mode, percent, [counted(word, on_expiry) for word in ended])

    if verdict(mode, percent, votes) == RequestState.WAITING and VoteState.WAITING in votes:
        wanted = RequestState.APPROVED if on_expiry == OnExpiry.APPROVE else RequestState.REJECTED
        assert end == wanted


@pytest.mark.parametrize(
    ("rule", "approves", "is_needed"),
    [
        (CommentRule.NEVER, True, False),
        (CommentRule.NEVER, False, False),
        (CommentRule.ON_REJECTION, True, False),
        (CommentRule.ON_REJECTION, False, True),
        (CommentRule.ALWAYS, True, True),
        (CommentRule.ALWAYS, False, True),
    ],
)
def test_comments_are_asked_for_by_rule(rule: str, approves: bool, is_needed: bool):
    assert must_comment(rule, approves=approves) is is_needed
