"""The back office as a site: who entered and left, first page, navigation, search."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminOwnPasswordChangeForm
from unfold.sites import UnfoldAdminSite

from accounts.operations import end_session, set_password
from audit.queries import latest_entries
from doors.actors import actor_of
from doors.journal_words import noun_word, verb_word
from doors.words import door_word
from itsm import overview

LATEST_ENTRIES = 12


class OwnPasswordView(PasswordChangeView):
    """Changes the signed-in administrator's password through the operation."""

    form_class = AdminOwnPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep this session, end all others."""
        password = form.cleaned_data["new_password1"]
        actor = actor_of(self.request)
        user = set_password(actor, actor.user.pk, password)
        update_session_auth_hash(self.request, user)
        return HttpResponseRedirect(self.get_success_url())


class BackOffice(UnfoldAdminSite):
    """Django's admin site with journaled sign-ins and a first page of what needs a look."""

    index_title = _("Overview")
    index_template = "back_office/index.html"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Return the pages by app, made when something shows them: each page is given the list,
        which takes a quarter of its time, and hardly any has a use for it.
        """
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Lead to the sign-in of all pages, which asks for the second factor, too."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': wanted})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign out; a session that ends has a journal entry."""
        if request.method == "POST" and request.user.is_authenticated:
            end_session(actor_of(request))
        answer: HttpResponse = super().logout(request, extra_context)
        return answer

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Let administrators change the own password."""
        context = {**self.each_context(request), **(extra_context or {})}
        view: Callable[[HttpRequest], Any] = OwnPasswordView.as_view(extra_context=context)
        answer: HttpResponse = view(request)
        return answer

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """Show what needs a look, how the desk runs, and the latest changes."""
        context = {
            "figures": overview.figures(),
            "jobs": overview.jobs(),
            "facts": overview.facts(),
            "callers": overview.callers(),
            "entries": [
                (entry, verb_word(entry.verb), noun_word(entry.noun), door_word(entry.door))
                for entry in latest_entries(LATEST_ENTRIES)
            ],
        }
        answer: TemplateResponse = super().index(request, {**context, **(extra_context or {})})
        return answer

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Find pages by name. Nothing is cached: the cache keeps plain values only."""
        term = request.GET.get("s", "").strip().lower()
        found = self._search_apps(self.get_app_list(request), term) if term else []
        is_palette = "extended" in request.GET
        name = "command_results" if is_palette else "search_results"
        context = {
            "results": found,
            "page_obj": Paginator(found, max(len(found), 1)),
            "page_counter": 0,
            "command_show_history": False,
            "execution_time": 0.0,
        }
        headers = {"HX-Trigger": "search"}
        return TemplateResponse(request, f"unfold/helpers/{name}.html", context, headers=headers)


# (title, [(name, icon, page)]); every page stands here, tests/architecture/test_back_office.py
NAVIGATION: list[tuple[Any, list[tuple[Any, str, str]]]] = [
    (
        _("People"),
        [
            (_("Users"), "person", "accounts_user"),
            (_("Groups"), "groups", "accounts_group"),
            (_("Roles"), "shield_person", "accounts_role"),
            (_("Grants"), "key", "accounts_grant"),
            (_("Entities"), "account_tree", "accounts_entity"),
            (_("Locations"), "location_on", "accounts_location"),
            (_("Titles"), "badge", "accounts_usertitle"),
            (_("Kinds of people"), "group", "accounts_usercategory"),
        ],
    ),
    (
        _("Access and settings"),
        [
            (_("Settings"), "tune", "accounts_setting"),
            (_("Mail server"), "mail", "notify_mailserver"),
            (_("API clients"), "dns", "accounts_apiclient"),
            (_("Tokens"), "token", "accounts_token"),
            (_("Sign-in elsewhere"), "login", "accounts_identityprovider"),
        ],
    ),
    (
        _("Running"),
        [
            (_("Mail queue"), "outgoing_mail", "notify_outgoingmail"),
            (_("Job runs"), "schedule", "audit_jobrun"),
            (_("Journal"), "history", "audit_journalentry"),
            (_("Files"), "attach_file", "files_storedfile"),
            (_("Document categories"), "folder", "files_documentcategory"),
            (_("Document types"), "draft", "files_documenttype"),
            (_("Imported numbers"), "tag", "audit_importedid"),
        ],
    ),
    (
        _("Tickets"),
        [
            (_("Tickets"), "confirmation_number", "tickets_ticket"),
            (_("Categories"), "category", "tickets_ticketcategory"),
            (_("Forms"), "list_alt", "tickets_ticketform"),
            (_("Form fields"), "text_fields", "tickets_customfield"),
            (_("Statuses"), "flag", "tickets_status"),
            (_("Request sources"), "call_received", "tickets_requestsource"),
            (_("Kinds of work"), "work_history", "tickets_workcategory"),
            (_("Kinds of solutions"), "task_alt", "tickets_solutiontype"),
            (_("Texts at hand"), "quickreply", "tickets_cannedreply"),
            (_("Defaults of groups"), "rule_settings", "tickets_groupdefaults"),
            (_("Rules"), "rule", "tickets_rule"),
            (_("Views"), "view_list", "tickets_savedview"),
            (_("Told of everything"), "visibility", "tickets_entityobserver"),
            (_("Workflows"), "schema", "tickets_workflow"),
        ],
    ),
    (
        _("Approvals"),
        [
            (_("Templates"), "approval", "approvals_approvaltemplate"),
            (_("Requests"), "how_to_vote", "approvals_approvalrequest"),
            (_("Delegations"), "forward", "approvals_delegation"),
        ],
    ),
    (
        _("Promises"),
        [
            (_("SLA policies"), "verified", "tickets_slapolicy"),
            (_("Calendars"), "calendar_month", "accounts_calendar"),
            (_("SLA clocks"), "timer", "tickets_slaclock"),
            (_("SLA events"), "notification_important", "tickets_slaevent"),
            (_("Recalculations"), "update", "tickets_slarecalculation"),
        ],
    ),
    (
        _("Knowledge"),
        [
            (_("Articles"), "article", "kb_article"),
            (_("Article categories"), "topic", "kb_articlecategory"),
            (_("Announcements"), "breaking_news", "kb_announcement"),
        ],
    ),
    (
        _("Customers"),
        [
            (_("Companies"), "domain", "crm_company"),
            (_("Contacts"), "contacts", "crm_contact"),
            (_("Leads"), "handshake", "crm_lead"),
            (_("Invoices"), "receipt_long", "crm_invoice"),
            (_("Contracts"), "contract", "crm_contract"),
            (_("Newsletters"), "campaign", "crm_newsletter"),
            (_("Projects"), "flowsheet", "crm_project"),
            (_("Company roles"), "corporate_fare", "crm_companyrole"),
            (_("Company types"), "store", "crm_companytype"),
            (_("Contract types"), "description", "crm_contracttype"),
            (_("Product categories"), "sell", "crm_productcategory"),
            (_("Campaigns"), "ads_click", "crm_campaign"),
            (_("Tags"), "label", "crm_tag"),
            (_("Project states"), "steps", "crm_projectstate"),
        ],
    ),
    (
        _("Inventory"),
        [
            (_("Items"), "devices", "assets_configurationitem"),
            (_("Types"), "widgets", "assets_citype"),
            (_("Models"), "devices_other", "assets_cimodel"),
            (_("Manufacturers"), "factory", "assets_manufacturer"),
            (_("States"), "inventory", "crm_state"),
            (_("Operating systems"), "terminal", "assets_operatingsystem"),
            (_("Networks"), "lan", "assets_network"),
            (_("Sources"), "sync_alt", "assets_cisource"),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the side bar: (title, icon, page) in groups."""
    overview = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    groups = [
        {
            "title": title,
            "collapsible": True,
            "items": [
                {"title": name, "icon": icon, "link": reverse(f"admin:{page}_changelist")}
                for name, icon, page in items
            ],
        }
        for title, items in NAVIGATION
    ]
    return [{"items": [overview]}, *groups]
