"""Where tickets stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from tickets.api import (
    automation,
    canned,
    catalogue,
    costs,
    documents,
    forms,
    kinds,
    observers,
    parts,
    saved,
    sla,
    ties,
    views,
)

FORM_FIELDS = r"ticket-forms/(?P<form_id>[0-9]{1,19})/fields"
WORKFLOW = r"workflows/(?P<workflow_id>[0-9]{1,19})"
TICKET = r"tickets/(?P<ticket_id>[0-9]{1,19})"


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("tickets", views.TicketViewSet, "tickets")
    router.register(f"{TICKET}/followups", views.FollowupViewSet, "ticket-followups")
    router.register(f"{TICKET}/tasks", parts.TaskViewSet, "ticket-tasks")
    router.register(f"{TICKET}/workunits", views.WorkunitViewSet, "ticket-workunits")
    router.register(f"{TICKET}/people", views.PartViewSet, "ticket-people")
    router.register(f"{TICKET}/groups", parts.GroupPartViewSet, "ticket-groups")
    router.register(f"{TICKET}/links", views.LinkViewSet, "ticket-links")
    router.register(f"{TICKET}/items", views.ItemLinkViewSet, "ticket-items")
    router.register(f"{TICKET}/files", views.FileViewSet, "ticket-files")
    router.register(f"{TICKET}/history", views.HistoryViewSet, "ticket-history")
    router.register(f"{TICKET}/clocks", views.ClockViewSet, "ticket-clocks")
    router.register("canned-replies", canned.CannedReplyViewSet, "canned-replies")
    router.register("statuses", catalogue.StatusViewSet, "statuses")
    router.register("ticket-categories", catalogue.TicketCategoryViewSet, "ticket-categories")
    router.register("ticket-forms", forms.FormViewSet, "ticket-forms")
    router.register(FORM_FIELDS, forms.FormFieldViewSet, "ticket-form-fields")
    router.register("custom-fields", forms.CustomFieldViewSet, "custom-fields")
    router.register("request-sources", catalogue.SourceViewSet, "request-sources")
    router.register("sla-policies", sla.SlaPolicyViewSet, "sla-policies")
    router.register("sla-clocks", sla.SlaClockViewSet, "sla-clocks")
    router.register("sla-recalculations", sla.RecalculationViewSet, "sla-recalculations")
    router.register(f"{TICKET}/articles", parts.ArticleLinkViewSet, "ticket-articles")
    router.register(
        f"{TICKET}/announcements", parts.AnnouncementLinkViewSet, "ticket-announcements"
    )
    router.register(f"{TICKET}/externals", parts.ExternalViewSet, "ticket-externals")
    router.register(f"{TICKET}/contracts", ties.TicketContractViewSet, "ticket-contracts")
    router.register(f"{TICKET}/projects", ties.TicketProjectViewSet, "ticket-projects")
    router.register(f"{TICKET}/costs", costs.CostViewSet, "ticket-costs")
    router.register("documents", documents.DocumentViewSet, "documents")
    router.register(
        r"documents/(?P<document_id>[0-9]{1,19})/links",
        documents.DocumentLinkViewSet,
        "document-links",
    )
    router.register("document-categories", documents.DocumentCategoryViewSet, "document-categories")
    router.register("document-types", documents.DocumentTypeViewSet, "document-types")
    router.register("saved-views", saved.SavedViewViewSet, "saved-views")
    router.register("observers", observers.ObserverViewSet, "observers")
    router.register("rules", automation.RuleViewSet, "rules")
    router.register("rule-runs", automation.RuleRunViewSet, "rule-runs")
    router.register("workflows", automation.WorkflowViewSet, "workflows")
    router.register(f"{WORKFLOW}/versions", automation.WorkflowVersionViewSet, "workflow-versions")
    router.register("workflow-runs", automation.WorkflowRunViewSet, "workflow-runs")
    router.register("solution-types", kinds.SolutionTypeViewSet, "solution-types")
    router.register("work-categories", kinds.WorkCategoryViewSet, "work-categories")
