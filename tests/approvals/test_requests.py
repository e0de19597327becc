"""Requests: who is asked, how votes are counted, what ends them, who sees them."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Group, Member
from approvals.drafts import (
    DelegationDraft,
    PastRequest,
    PastVote,
    RequestDraft,
    StepDraft,
    TemplateDraft,
    TemplatePatch,
)
from approvals.models import ApprovalRequest, Delegation, Vote
from approvals.operations import (
    add_voter,
    cancel_request,
    create_template,
    delegate,
    delete_template,
    end_delegation,
    expire_due,
    import_delegation,
    import_request,
    import_template,
    remind_due,
    request_approval,
    update_template,
    vote,
)
from approvals.queries import (
    is_pausing,
    paused_owners,
    request_for,
    requests_of,
    visible_requests,
    visible_templates,
    votes_of,
    waiting_for,
)
from audit.actor import Actor
from audit.models import JournalEntry
from notify.models import OutgoingMail
from tests import make

pytestmark = pytest.mark.django_db


def people(*names: str) -> list[Actor]:
    """Voters who can be written to."""
    actors = [make.actor(name) for name in names]
    for who in actors:
        who.user.email = f"{who.user.username}@example.com"
        who.user.save()
    return actors


def asked(owner: Any, *steps: StepDraft, who: Actor | None = None, **fields: Any) -> Any:
    """A request with steps of its own, by the installer."""
    draft = RequestDraft(**{"description": "New laptop", "steps": steps, **fields})
    return request_approval(who or make.system(), owner, draft)


def step(*voters: Actor, **fields: Any) -> StepDraft:
    """A step that asks these people."""
    return StepDraft(voters=tuple(who.user for who in voters), **fields)


def code_of(error: Any) -> set[str]:
    """Return the codes of a refusal."""
    refusal = error.value
    if hasattr(refusal, "error_dict"):
        return {e.code for errors in refusal.error_dict.values() for e in errors}
    return {refusal.code}


def states(request: ApprovalRequest) -> list[str]:
    """Return the words of the votes in the order of the steps."""
    return [row.state for row in votes_of(request)]


@pytest.fixture
def desk() -> Group:
    """A row that is asked about: a group, since approvals know no ticket."""
    return make.group("Desk")


def test_request_leaves_one_entry_on_its_owner_and_mails_the_first_step(desk: Group):
    ana, max_, root = people("ana", "max", "root")
    asker = make.actor("rita", "approval.ask")

    request = asked(desk, step(ana), step(max_, root), who=asker)

    entry = JournalEntry.objects.latest("pk")
    assert (entry.verb, entry.noun, entry.object_id) == (
        "group.approval_requested",
        "group",
        desk.pk,
    )
    assert (entry.part_noun, entry.part_id) == ("approvalrequest", request.pk)
    assert entry.names["voters"] == [None, [["ana"], ["max", "root"]]]
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["ana@example.com"]
    assert (request.state, request.step, request.author) == ("waiting", 1, asker.user)
    assert [row.request for row in waiting_for(ana)] == [request]
    assert not waiting_for(max_).exists()


@pytest.mark.parametrize(
    ("mode", "percent", "answers", "state"),
    [
        ("any", 100, [True], "approved"),
        ("any", 100, [False, False], "waiting"),
        ("any", 100, [False, False, False], "rejected"),
        ("all", 100, [True, True], "waiting"),
        ("all", 100, [True, True, True], "approved"),
        ("all", 100, [True, False], "rejected"),
        ("percent", 60, [True], "waiting"),
        ("percent", 60, [True, True], "approved"),
        ("percent", 60, [False, False], "rejected"),
    ],
)
def test_modes_decide_as_soon_as_they_can(
    desk: Group, mode: str, percent: int, answers: list[bool], state: str
):
    voters = people("ana", "otto", "max")
    request = asked(desk, step(*voters, mode=mode, percent=percent))

    for who, approves in zip(voters, answers, strict=False):
        request = vote(who, request.pk, approves=approves)

    assert request.state == state
    assert (request.decided_at is None) == (state == "waiting")
    silent = {"waiting"} if state == "waiting" else {"cancelled"}
    assert set(states(request)[len(answers) :]) <= silent
    verbs = [entry.verb for entry in JournalEntry.objects.filter(noun="group").order_by("pk")]
    last = "voted" if state == "waiting" else state
    assert verbs[-1] == f"group.approval_{last}"
    assert len(verbs) == 1 + len(answers)


def test_steps_are_asked_one_after_the_other(desk: Group):
    ana, max_ = people("ana", "max")
    request = asked(desk, step(ana), step(max_, ana))

    with pytest.raises(PermissionDenied):
        vote(max_, request.pk, approves=True)
    request = vote(ana, request.pk, approves=True)
    assert (request.state, request.step) == ("waiting", 2)
    assert [mail.recipient for mail in OutgoingMail.objects.order_by("pk")] == [
        "ana@example.com",
        "max@example.com",
        "ana@example.com",
    ]
    vote(max_, request.pk, approves=True)
    assert vote(ana, request.pk, approves=True).state == "approved"
    assert states(request) == ["approved", "approved", "approved"]


def test_rejection_in_one_step_ends_all(desk: Group):
    ana, max_ = people("ana", "max")
    request = asked(desk, step(ana), step(max_))

    request = vote(ana, request.pk, approves=False, comment="Too dear")

    assert (request.state, states(request)) == ("rejected", ["rejected", "cancelled"])
    with pytest.raises(ValidationError) as refused:
        vote(max_, request.pk, approves=True)
    assert code_of(refused) == {"decided"}


def test_author_hears_of_the_end(desk: Group):
    (ana,) = people("ana")
    asker = make.actor("rita", "approval.ask")
    asker.user.email = "rita@example.com"
    asker.user.save()
    request = asked(desk, step(ana), who=asker)

    vote(ana, request.pk, approves=True)

    mail = OutgoingMail.objects.latest("pk")
    assert (mail.recipient, mail.template) == ("rita@example.com", "approval_decided")
    assert mail.context["state"] == "approved"


def test_nobody_votes_twice_and_comments_may_be_required(desk: Group):
    ana, max_ = people("ana", "max")
    request = asked(desk, step(ana, max_), comment_rule="on_rejection")

    with pytest.raises(ValidationError) as refused:
        vote(ana, request.pk, approves=False, comment="  ")
    assert code_of(refused) == {"required"}
    vote(ana, request.pk, approves=True)
    with pytest.raises(ValidationError) as refused:
        vote(ana, request.pk, approves=True)
    assert code_of(refused) == {"voted"}
    assert states(request) == ["approved", "waiting"]


def test_templates_ask_people_groups_and_the_manager_of_who_asks(desk: Group):
    ana, max_, otto = people("ana", "max", "otto")
    asker = make.actor("rita", "approval.ask")
    asker.user.manager = max_.user
    asker.user.save()
    board = make.group("Board")
    for who in (ana, otto):
        Member.objects.create(group=board, user=who.user)
    otto.user.is_active = False
    otto.user.save()
    template = create_template(
        make.system(),
        TemplateDraft(
            title="Purchase",
            steps=(
                StepDraft(voters=(ana.user,), groups=(board,), mode="any"),
                StepDraft(asks_author_manager=True),
            ),
            expires_seconds=3600,
            pauses_sla=True,
        ),
    )

    draft = RequestDraft(template_id=template.pk, pauses_sla=False)
    request = request_approval(asker, desk, draft)

    assert [row.voter for row in votes_of(request)] == [ana.user, max_.user]
    assert (request.kind, request.pauses_sla) == ("template", True)
    assert request.due_at == request.created_at + timedelta(hours=1)
    assert is_pausing(desk)
    assert [row["object_id"] for row in paused_owners(Group)] == [desk.pk]


def test_steps_without_anybody_and_spontaneous_requests_without_words_are_refused(desk: Group):
    (ana,) = people("ana")
    asker = make.actor("rita", "approval.ask")
    alone = create_template(
        make.system(), TemplateDraft(title="M", steps=(StepDraft(asks_author_manager=True),))
    )

    for draft, code in (
        (RequestDraft(template_id=alone.pk), "no_voters"),
        (RequestDraft(description="x"), "no_voters"),
        (RequestDraft(description=" ", steps=(step(ana),)), "required"),
    ):
        with pytest.raises(ValidationError) as refused:
            request_approval(asker, desk, draft)
        assert code_of(refused) == {code}
    with pytest.raises(ObjectDoesNotExist):
        request_approval(asker, desk, RequestDraft(template_id=99))
    with pytest.raises(PermissionDenied):
        request_approval(ana, desk, RequestDraft(description="x", steps=(step(ana),)))


@pytest.mark.parametrize(
    ("on_expiry", "mode", "state"),
    [
        ("approve", "all", "approved"),
        ("reject", "all", "rejected"),
        ("approve", "any", "approved"),
        ("reject", "percent", "rejected"),
    ],
)
def test_time_decides_as_the_terms_say(desk: Group, on_expiry: str, mode: str, state: str):
    ana, max_, otto = people("ana", "max", "otto")
    steps = (step(ana, otto, mode=mode), step(max_))
    request = asked(desk, *steps, expires_seconds=60, on_expiry=on_expiry)
    due = request.due_at

    assert expire_due(due - timedelta(seconds=1)) == 0
    assert expire_due(due) == 1
    assert expire_due(due) == 0

    request.refresh_from_db()
    assert (request.state, request.is_expired) == (state, True)
    assert set(states(request)) == {"expired"}
    assert JournalEntry.objects.latest("pk").verb == f"group.approval_{state}"
    assert JournalEntry.objects.filter(verb__startswith="group.approval").count() == 2


def test_request_that_lost_its_voters_still_ends(desk: Group):
    (ana,) = people("ana")
    request = asked(desk, step(ana), expires_seconds=60)
    Vote.objects.all().delete()

    assert expire_due(request.due_at) == 1

    request.refresh_from_db()
    assert request.state == "rejected"


def test_silent_voters_are_reminded_again_and_again(desk: Group):
    ana, max_ = people("ana", "max")
    request = asked(desk, step(ana, max_), remind_seconds=3600)
    vote(ana, request.pk, approves=True)
    start = request.created_at

    assert remind_due(start + timedelta(minutes=59)) == 0
    assert remind_due(start + timedelta(hours=1)) == 1
    assert remind_due(start + timedelta(hours=1)) == 0
    assert remind_due(start + timedelta(hours=2)) == 1

    reminders = OutgoingMail.objects.filter(template="approval_reminder")
    assert [mail.recipient for mail in reminders] == ["max@example.com", "max@example.com"]
    request.refresh_from_db()
    assert request.reminder_count == 2


def test_delegate_votes_while_the_delegation_runs(desk: Group):
    ana, otto = people("ana", "otto")
    now = timezone.now()
    week = DelegationDraft(
        delegate=otto.user, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=6)
    )
    row = delegate(ana, week)
    request = asked(desk, step(ana))

    assert [waiting.voter for waiting in waiting_for(otto)] == [ana.user]
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {
        "ana@example.com",
        "otto@example.com",
    }
    assert vote(otto, request.pk, approves=True).state == "approved"
    cast = Vote.objects.get()
    assert (cast.voter, cast.cast_by) == (ana.user, otto.user)
    end_delegation(ana, row.pk)
    again = asked(desk, step(ana))
    assert not waiting_for(otto).exists()
    with pytest.raises(ObjectDoesNotExist):
        vote(otto, again.pk, approves=True)
    assert request_for(otto, request.pk) == request


def test_delegate_of_several_says_for_whom_and_never_decides_an_own_request(desk: Group):
    ana, max_, otto = people("ana", "max", "otto")
    asker = make.actor("rita", "approval.ask")
    now = timezone.now()
    for who in (ana, max_):
        for taker in (otto, asker):
            delegate(who, DelegationDraft(delegate=taker.user, starts_at=now))
    request = asked(desk, step(ana, max_), who=asker)

    with pytest.raises(ValidationError) as refused:
        vote(otto, request.pk, approves=True)
    assert code_of(refused) == {"whose"}
    vote(otto, request.pk, approves=True, voter_id=max_.user.pk)
    with pytest.raises(PermissionDenied):
        vote(asker, request.pk, approves=True, voter_id=ana.user.pk)
    assert states(request) == ["waiting", "approved"]


def test_people_delegate_for_themselves_only(desk: Group):
    ana, otto = people("ana", "otto")
    now = timezone.now()

    with pytest.raises(PermissionDenied):
        delegate(ana, DelegationDraft(user=otto.user, delegate=ana.user, starts_at=now))
    with pytest.raises(ValidationError):
        delegate(ana, DelegationDraft(delegate=ana.user, starts_at=now))
    with pytest.raises(ValidationError):
        delegate(ana, DelegationDraft(delegate=otto.user, starts_at=now, ends_at=now))
    row = delegate(make.system(), DelegationDraft(user=otto.user, delegate=ana.user, starts_at=now))
    with pytest.raises(ObjectDoesNotExist):
        end_delegation(make.actor("eve"), row.pk)
    assert Delegation.objects.count() == 1


def test_author_and_managers_add_voters_and_cancel(desk: Group):
    ana, max_ = people("ana", "max")
    asker = make.actor("rita", "approval.ask")
    request = asked(desk, step(ana), who=asker)

    added = add_voter(asker, request.pk, max_.user)
    assert add_voter(asker, request.pk, max_.user) == added
    for act in (
        lambda: cancel_request(ana, request.pk),
        lambda: add_voter(max_, request.pk, ana.user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    vote(ana, request.pk, approves=True)
    request = cancel_request(asker, request.pk)

    assert (request.state, states(request)) == ("cancelled", ["approved", "cancelled"])
    with pytest.raises(ValidationError) as refused:
        cancel_request(make.system(), request.pk)
    assert code_of(refused) == {"decided"}
    verbs = JournalEntry.objects.filter(noun="group").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("group.approval_") for verb in verbs] == [
        "requested",
        "voter_added",
        "voted",
        "cancelled",
    ]


def test_requests_are_seen_by_their_people_and_by_who_sees_the_owner(desk: Group):
    (ana,) = people("ana")
    eve = make.actor("eve", "approval.ask")
    local = make.actor("loc", "approval.manage", entity=make.entity("North"))
    manager = make.actor("mia", "approval.manage")
    request = asked(desk, step(ana), who=make.actor("rita", "approval.ask"))

    assert [who.user.username for who in (ana, eve, local, manager) if visible_requests(who)] == [
        "ana",
        "mia",
    ]
    assert list(visible_requests(eve, owners=Group.objects.filter(pk=desk.pk))) == [request]
    assert not visible_requests(eve, owners=Group.objects.exclude(pk=desk.pk)).exists()
    assert not visible_requests(Actor(door="test")).exists()
    assert list(requests_of(desk)) == [request]
    with pytest.raises(ObjectDoesNotExist):
        vote(eve, request.pk, approves=True)
    with pytest.raises(ObjectDoesNotExist):
        cancel_request(local, request.pk)
    with pytest.raises(PermissionDenied):
        cancel_request(local, request.pk, owners=Group.objects.all())
    cancel_request(manager, request.pk)


def test_templates_are_changed_by_managers_and_running_requests_keep_their_terms(desk: Group):
    ana, max_ = people("ana", "max")
    manager = make.actor("mia", "approval.manage")
    template = create_template(manager, TemplateDraft(title="T", steps=(step(ana),)))
    request = request_approval(make.system(), desk, RequestDraft(template_id=template.pk))

    update_template(manager, template.pk, TemplatePatch(title="U", steps=(step(max_),)))
    changed = JournalEntry.objects.latest("pk").changes
    update_template(manager, template.pk, TemplatePatch(title="U", steps=(step(max_),)))
    assert set(changed) == {"title", "steps"}
    assert JournalEntry.objects.filter(verb="approvaltemplate.updated").count() == 1
    assert vote(ana, request.pk, approves=True).state == "approved"

    delete_template(manager, template.pk)
    assert not visible_templates(manager).exists()
    with pytest.raises(ObjectDoesNotExist):
        request_approval(make.system(), desk, RequestDraft(template_id=template.pk))
    for act in (
        lambda: create_template(ana, TemplateDraft(title="T", steps=(step(ana),))),
        lambda: delete_template(ana, template.pk),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError):
        create_template(manager, TemplateDraft(title="T", steps=(StepDraft(),)))


def test_imports_keep_numbers_and_votes_and_leave_no_entry_and_no_mail(desk: Group):
    ana, max_ = people("ana", "max")
    then = timezone.now() - timedelta(days=400)
    template = import_template(
        make.system(), TemplateDraft(title="T", steps=(step(ana),)), id=70, created_at=then
    )
    request = import_request(
        make.system(),
        desk,
        RequestDraft(template_id=template.pk, steps=(StepDraft(),)),
        PastRequest(
            author=max_.user,
            state="approved",
            decided_at=then,
            votes=(PastVote(voter=ana.user, state="approved", voted_at=then, id=31),),
        ),
        id=900,
        created_at=then,
    )
    import_delegation(
        make.system(), DelegationDraft(user=ana.user, delegate=max_.user, starts_at=then), id=5
    )

    assert (request.pk, request.created_at, Vote.objects.get().pk) == (900, then, 31)
    assert asked(desk, step(ana)).pk == 901
    assert JournalEntry.objects.filter(noun="group").count() == 1
    with pytest.raises(ValidationError) as refused:
        import_request(make.system(), desk, RequestDraft(description="x"), PastRequest())
    assert code_of(refused) == {"step"}
    with pytest.raises(PermissionDenied):
        import_request(ana, desk, RequestDraft(), PastRequest())


def test_one_person_has_one_vote_in_a_step(desk: Group):
    (ana,) = people("ana")
    request = asked(desk, step(ana, ana))
    cast = Vote.objects.get()

    with pytest.raises(IntegrityError):
        Vote.objects.create(request=request, step=cast.step, voter=ana.user)
