"""Every table has a page in the back office, or a reason why not; every page is in the menu."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models

from audit.jobs import PERIODS
from doors.admin import OnePageAdmin
from itsm import choice_words, overview, words
from itsm.back_office import NAVIGATION

DERIVED = "made by the desk of other rows"
LEDGER = "kept by the desk alone"
PART = "a part of a row that its own page or the APIs show"
SECRET = "lets somebody in"
WORK = "work of agents, done on the desk's pages and in the APIs"

# A table that nobody sets up in the back office, and why. Rows listed below another row's form
# have a page.
WITHOUT_PAGE = {
    "accounts.EntryLink": SECRET,
    "accounts.FailedLogin": LEDGER,
    "accounts.KnownAddress": LEDGER,
    "accounts.Note": WORK,
    "accounts.UserEmail": PART,
    "accounts.WireSession": SECRET,
    "approvals.RequestStep": PART,
    "approvals.VoteLink": SECRET,
    "assets.Component": PART,
    "assets.Connection": PART,
    "assets.FinancialRecord": PART,
    "assets.Installation": PART,
    "assets.InstalledSystem": PART,
    "assets.LicenseDetail": PART,
    "assets.Port": PART,
    "assets.PortAddress": PART,
    "assets.PortAlias": PART,
    "assets.SoftwareVersion": PART,
    "assets.Volume": PART,
    "audit.FeedMark": LEDGER,
    "audit.FeedPosition": LEDGER,
    "audit.IdempotencyKey": LEDGER,
    "audit.UseCount": "summed up on the first page",
    "crm.ContractLink": PART,
    "crm.InvoiceCounter": LEDGER,
    "crm.LeadTag": PART,
    "crm.ProjectLink": PART,
    "kb.AnnouncementDismissal": WORK,
    "kb.ArticleSketch": WORK,
    "kb.ArticleText": DERIVED,
    "tickets.BulkChange": WORK,
    "tickets.BulkItem": PART,
    "tickets.FollowupSolution": PART,
    "tickets.FollowupTask": PART,
    "tickets.GroupRotation": LEDGER,
    "tickets.Mention": WORK,
    "tickets.PinnedView": WORK,
    "tickets.PlanText": PART,
    "tickets.Presence": LEDGER,
    "tickets.SavedDraft": WORK,
    "tickets.SlaPause": PART,
    "tickets.SlaSample": LEDGER,
    "tickets.SlaTerms": DERIVED,
    "tickets.TicketAnnouncement": PART,
    "tickets.TicketArticle": PART,
    "tickets.TicketCI": PART,
    "tickets.TicketCost": PART,
    "tickets.TicketExternal": PART,
    "tickets.TicketGroup": PART,
    "tickets.TicketLink": PART,
    "tickets.TicketMerge": WORK,
    "tickets.TicketText": DERIVED,
    "tickets.WorkTimer": WORK,
    "tickets.WorkflowRun": PART,
    "tickets.Workunit": PART,
}


def tables() -> dict[str, type[models.Model]]:
    """Return our tables by label."""
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in settings.OUR_APPS
    }


def shown(pages: Any) -> set[str]:
    """Return the labels of tables with a page, or listed below the form of another one."""
    listed = {part.model._meta.label for page in pages.values() for part in page.inlines}
    return {model._meta.label for model in pages} | listed


def test_every_table_has_a_page_or_a_reason_why_not():
    found = shown(admin.site._registry)

    assert sorted(tables().keys() - found - WITHOUT_PAGE.keys()) == [], (
        "give it a page, or name it in WITHOUT_PAGE with the reason"
    )


def test_no_reason_is_outdated():
    assert sorted(WITHOUT_PAGE.keys() - tables().keys()) == []
    assert sorted(WITHOUT_PAGE.keys() & shown(admin.site._registry)) == []


def test_every_page_is_in_the_menu_once():
    menu = [page for _, items in NAVIGATION for _, _, page in items]
    pages = [
        f"{model._meta.app_label}_{model._meta.model_name}"
        for model in admin.site._registry
        if model._meta.app_label in settings.OUR_APPS
    ]

    assert sorted(menu) == sorted(pages)


def test_lists_are_searched_and_narrowed_where_there_is_something_to_choose():
    """A list without a filter shows texts, numbers and moments alone."""
    plain: list[str] = []
    for model, options in admin.site._registry.items():
        if model._meta.app_label not in settings.OUR_APPS or isinstance(options, OnePageAdmin):
            continue
        if not options.search_fields:
            plain.append(f"{model._meta.label}: no search")
        choices = {
            field.name
            for field in model._meta.fields
            if field.name in options.list_display
            and (field.choices or isinstance(field, models.BooleanField | models.ForeignKey))
        }
        if choices and not options.list_filter:
            plain.append(f"{model._meta.label}: no filter, but {sorted(choices)}")

    assert sorted(plain) == []


def test_what_is_shown_has_words_for_people():
    pages = admin.site._registry
    parts = [part for page in pages.values() for part in page.inlines]
    without: set[str] = set()
    for options in (*pages.values(), *parts):
        model = options.model
        if model._meta.app_label not in settings.OUR_APPS:
            continue
        if model._meta.label_lower not in words.TABLES:
            without.add(model._meta.label_lower)
        named = {
            *getattr(options, "list_display", ()),
            *(name for name in getattr(options, "list_filter", ()) if isinstance(name, str)),
            *(options.fields or ()),
        }
        for field in model._meta.fields:
            if field.name not in named:
                continue
            if field.name not in words.COLUMNS:
                without.add(f"{model._meta.label_lower}.{field.name}")
            without |= {
                f"{model._meta.label_lower}.{field.name}: {label}"
                for _, label in enum_labels(field)
                if label not in choice_words.CHOICES
            }

    assert sorted(without) == [], "itsm/words.py"


def test_every_periodic_job_has_words():
    assert sorted(PERIODS.keys() - overview.JOBS.keys()) == [], "itsm/overview.py"


def enum_labels(field: Any) -> list[tuple[Any, str]]:
    """Return the choices whose words nobody wrote, as the vocabulary derives them of the names."""
    kept = field.clone().choices or []
    derived = [(value, str(label)) for value, label in kept]
    return [
        (value, label) for value, label in derived if label == str(value).replace("_", " ").title()
    ]
