"""Where items stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from assets.api import catalogues, views


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("items", views.ItemViewSet, "items")
    router.register("item-types", views.TypeViewSet, "item-types")
    router.register("manufacturers", views.ManufacturerViewSet, "manufacturers")
    router.register("item-models", catalogues.ModelViewSet, "item-models")
    router.register("operating-systems", catalogues.OperatingSystemViewSet, "operating-systems")
    router.register("networks", catalogues.NetworkViewSet, "networks")
    router.register("item-sources", views.SourceViewSet, "item-sources")
    router.register(
        r"items/(?P<item_id>[0-9]{1,19})/contracts", views.ItemContractViewSet, "item-contracts"
    )
    router.register(
        r"items/(?P<item_id>[0-9]{1,19})/relations", views.RelationViewSet, "item-relations"
    )
