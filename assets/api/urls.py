"""Where items stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from assets.api import catalogues, hardware, records, software, views

ITEM = r"items/(?P<item_id>[0-9]{1,19})"


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("items", views.ItemViewSet, "items")
    router.register("item-types", views.TypeViewSet, "item-types")
    router.register("manufacturers", views.ManufacturerViewSet, "manufacturers")
    router.register("item-models", catalogues.ModelViewSet, "item-models")
    router.register("operating-systems", catalogues.OperatingSystemViewSet, "operating-systems")
    router.register("networks", catalogues.NetworkViewSet, "networks")
    router.register("item-sources", views.SourceViewSet, "item-sources")
    router.register(f"{ITEM}/contracts", views.ItemContractViewSet, "item-contracts")
    router.register(f"{ITEM}/projects", views.ItemProjectViewSet, "item-projects")
    router.register(f"{ITEM}/relations", views.RelationViewSet, "item-relations")
    router.register(f"{ITEM}/components", hardware.ComponentViewSet, "item-components")
    router.register(f"{ITEM}/disks", hardware.DiskViewSet, "item-disks")
    router.register(f"{ITEM}/ports", hardware.PortViewSet, "item-ports")
    router.register(f"{ITEM}/connections", hardware.ConnectionViewSet, "item-connections")
    router.register(f"{ITEM}/systems", software.InstalledSystemViewSet, "item-systems")
    router.register(f"{ITEM}/software", software.InstallationViewSet, "item-software")
    router.register(f"{ITEM}/versions", software.SoftwareVersionViewSet, "item-versions")
    router.register(f"{ITEM}/license", software.LicenseViewSet, "item-license")
    router.register(f"{ITEM}/finance", records.FinanceViewSet, "item-finance")
    router.register(f"{ITEM}/history", views.ItemHistoryViewSet, "item-history")
    router.register(f"{ITEM}/notes", records.ItemNoteViewSet, "item-notes")
