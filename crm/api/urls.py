"""Where the nouns of crm stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from crm.api import views


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("companies", views.CompanyViewSet, "companies")
    router.register("contacts", views.ContactViewSet, "contacts")
    router.register("leads", views.LeadViewSet, "leads")
    router.register("contracts", views.ContractViewSet, "contracts")
    router.register("invoices", views.InvoiceViewSet, "invoices")
    router.register("newsletters", views.NewsletterViewSet, "newsletters")
    router.register(
        r"newsletters/(?P<newsletter_id>[0-9]{1,19})/subscriptions",
        views.SubscriptionViewSet,
        "newsletter-subscriptions",
    )
