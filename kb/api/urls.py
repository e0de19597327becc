"""Where the nouns of kb stand under /rest/v1/."""

from rest_framework.routers import BaseRouter

from kb.api import articles, views

ARTICLE = r"articles/(?P<article_id>[0-9]{1,19})"
ANNOUNCEMENT = r"announcements/(?P<announcement_id>[0-9]{1,19})"


def register(router: BaseRouter) -> None:
    """Add the nouns to the router."""
    router.register("articles", articles.ArticleViewSet, "articles")
    router.register(f"{ARTICLE}/versions", articles.VersionViewSet, "article-versions")
    router.register(f"{ARTICLE}/feedback", articles.FeedbackViewSet, "article-feedback")
    router.register(f"{ARTICLE}/files", articles.ArticleFileViewSet, "article-files")
    router.register("article-categories", views.CategoryViewSet, "article-categories")
    router.register("announcements", views.AnnouncementViewSet, "announcements")
    router.register(f"{ANNOUNCEMENT}/updates", views.UpdateViewSet, "announcement-updates")
