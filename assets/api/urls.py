"""Where items stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from assets.api import views


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("items", views.ItemViewSet, "items")
    router.register("item-types", views.TypeViewSet, "item-types")
    router.register("manufacturers", views.ManufacturerViewSet, "manufacturers")
    router.register("item-sources", views.SourceViewSet, "item-sources")
    router.register(
        r"items/(?P<item_id>[0-9]{1,19})/contracts", views.ItemContractViewSet, "item-contracts"
    )
    router.register(
        r"items/(?P<item_id>[0-9]{1,19})/relations", views.RelationViewSet, "item-relations"
    )
