"""What operations of approvals take in. People and groups are rows that the caller may see."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.drafts import UNSET, Unset
from accounts.models import Group, User
from approvals.vocabulary import CommentRule, Mode, OnExpiry, RequestState, VoteState


@dataclass(frozen=True, kw_only=True)
class StepDraft:
    """Who is asked in a step, and how many of them must approve.

    `percent` counts with mode "percent" only. Members of groups are those at the time of asking.
    """

    mode: str = Mode.ALL
    percent: int = 100
    voters: tuple[User, ...] = ()
    groups: tuple[Group, ...] = ()
    asks_author_manager: bool = False


@dataclass(frozen=True, kw_only=True)
class TemplateDraft:
    """A new template; its steps in their order."""

    title: str
    steps: tuple[StepDraft, ...] = ()
    description: str = ""
    prompt: str = ""
    description_is_required: bool = False
    comment_rule: str = CommentRule.NEVER
    expires_seconds: int | None = None
    on_expiry: str = OnExpiry.REJECT
    remind_seconds: int | None = None
    pauses_sla: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TemplatePatch:
    """Changes of a template; absent = UNSET. Steps are replaced as a whole."""

    title: str | Unset = UNSET
    steps: tuple[StepDraft, ...] | Unset = UNSET
    description: str | Unset = UNSET
    prompt: str | Unset = UNSET
    description_is_required: bool | Unset = UNSET
    comment_rule: str | Unset = UNSET
    expires_seconds: int | None | Unset = UNSET
    on_expiry: str | Unset = UNSET
    remind_seconds: int | None | Unset = UNSET
    pauses_sla: bool | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class RequestDraft:
    """A new request: of a template, which brings steps and terms, or with steps of its own."""

    template_id: int | None = None
    description: str = ""
    steps: tuple[StepDraft, ...] = ()
    comment_rule: str = CommentRule.NEVER
    expires_seconds: int | None = None
    on_expiry: str = OnExpiry.REJECT
    remind_seconds: int | None = None
    pauses_sla: bool = False
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DelegationDraft:
    """Who votes in whose place. `user` None = the actor; `ends_at` None = until it is ended."""

    delegate: User
    starts_at: datetime
    ends_at: datetime | None = None
    user: User | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class PastVote:
    """A vote of another desk."""

    voter: User
    step: int = 1
    state: str = VoteState.WAITING
    comment: str = ""
    asked_at: datetime | None = None
    voted_at: datetime | None = None
    cast_by: User | None = None
    id: int | None = None
    wire_extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PastRequest:
    """What became of a request in another desk; its votes stand in `votes`."""

    author: User | None = None
    state: str = RequestState.WAITING
    step: int = 1
    due_at: datetime | None = None
    is_expired: bool = False
    decided_at: datetime | None = None
    reminder_count: int = 0
    reminded_at: datetime | None = None
    votes: tuple[PastVote, ...] = ()
