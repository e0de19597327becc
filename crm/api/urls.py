"""Where the nouns of crm stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from crm.api import catalogue, costs, parts, projects, states, views

COMPANY = r"companies/(?P<company_id>[0-9]{1,19})"


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("companies", views.CompanyViewSet, "companies")
    router.register("contacts", views.ContactViewSet, "contacts")
    router.register("leads", views.LeadViewSet, "leads")
    router.register("contracts", views.ContractViewSet, "contracts")
    router.register(
        r"contracts/(?P<contract_id>[0-9]{1,19})/costs", costs.CostViewSet, "contract-costs"
    )
    router.register("invoices", views.InvoiceViewSet, "invoices")
    router.register("newsletters", views.NewsletterViewSet, "newsletters")
    router.register(f"{COMPANY}/people", parts.CompanyUserViewSet, "company-people")
    router.register(f"{COMPANY}/groups", parts.CompanyGroupViewSet, "company-groups")
    router.register(f"{COMPANY}/contacts", parts.CompanyContactViewSet, "company-contacts")
    router.register("company-roles", catalogue.CompanyRoleViewSet, "company-roles")
    router.register("contract-types", catalogue.ContractTypeViewSet, "contract-types")
    router.register("product-categories", catalogue.ProductCategoryViewSet, "product-categories")
    router.register("campaigns", catalogue.CampaignViewSet, "campaigns")
    router.register("states", states.StateViewSet, "states")
    router.register("company-types", states.CompanyTypeViewSet, "company-types")
    router.register("projects", projects.ProjectViewSet, "projects")
    router.register(
        r"projects/(?P<project_id>[0-9]{1,19})/tasks",
        projects.ProjectTaskViewSet,
        "project-tasks",
    )
    router.register("project-states", projects.ProjectStateViewSet, "project-states")
    router.register("tags", catalogue.TagViewSet, "tags")
    router.register(
        r"newsletters/(?P<newsletter_id>[0-9]{1,19})/subscriptions",
        views.SubscriptionViewSet,
        "newsletter-subscriptions",
    )
