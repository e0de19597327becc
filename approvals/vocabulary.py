"""Words of approvals: states, modes, what happens at the end of the time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.vocabulary import declare_setting

LONGEST_WAIT = 10 * 366 * 24 * 3600
"""Seconds that a request may wait at most: ten years."""
SHORTEST_WAIT = 60
MOST_REMINDERS = 20
LINK_DAYS = 14
"""Days for which the link of a mail is good; never longer than its request waits."""
UNDO_MINUTES = 15
"""For so long the page behind a link takes a vote back."""


class RequestKind(models.TextChoices):
    """Where the questions come from."""

    TEMPLATE = "template"
    SPONTANEOUS = "spontaneous"


class RequestState(models.TextChoices):
    """What has become of a request."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class VoteState(models.TextChoices):
    """What a voter said; "cancelled" = no longer asked, "expired" = did not answer in time."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Mode(models.TextChoices):
    """How many voters of a step must approve."""

    ANY = "any"
    ALL = "all"
    PERCENT = "percent"


class OnExpiry(models.TextChoices):
    """How the silence of voters counts when the time is over."""

    APPROVE = "approve"
    REJECT = "reject"


class CommentRule(models.TextChoices):
    """When a voter has to say why."""

    NEVER = "never"
    ON_REJECTION = "on_rejection"
    ALWAYS = "always"


declare_setting(
    "approvals.mail",
    bool,
    True,
    _("Whether people are told by mail about approvals at all."),
    label=_("Mail"),
)
declare_setting(
    "approvals.mail_links",
    bool,
    True,
    _(
        "Whether mails about approvals bring a link with which their reader votes without signing "
        "in."
    ),
    label=_("Votes by link in the mail"),
)
