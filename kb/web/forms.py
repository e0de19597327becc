"""What the editor sends."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Group, User
from accounts.queries import visible_groups, visible_users
from accounts.vocabulary import username_key
from audit.actor import Actor
from crm.queries import visible_companies
from kb.models import Announcement, Article, ArticleCategory
from kb.queries import (
    companies_out_of_sight,
    groups_of_announcements,
    links_of_articles,
    visible_categories,
)
from kb.vocabulary import Audience, Importance, TextFormat
from kb.web.words import AUDIENCES, FORMATS, IMPORTANCES

LONGEST_BODY = 200_000
MOST_COMPANIES = 500
NO_COMPANY = gettext_lazy("There is no company called %(name)s.")
SEVERAL_COMPANIES = gettext_lazy("Several companies are called %(name)s.")
TEXTS = ("title", "summary", "body")


def _control(**attributes: Any) -> dict[str, Any]:
    return {"class": "form-control", **attributes}


class ArticleForm(forms.Form):
    """Text, shelf and readers of an article. `saved` is what stood when the page was opened."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=255, widget=forms.TextInput(_control())
    )
    summary = forms.CharField(
        label=gettext_lazy("In one sentence"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(_control(rows=2)),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_BODY,
        required=False,
        strip=False,
        widget=forms.Textarea(_control(rows=18)),
    )
    body_format = forms.ChoiceField(
        label=gettext_lazy("Written in"),
        choices=list(FORMATS.items()),
        initial=TextFormat.MARKDOWN,
        widget=forms.Select({"class": "form-select"}),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=list(AUDIENCES.items()),
        initial=Audience.PRIVATE,
        widget=forms.Select({"class": "form-select"}),
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Of these groups only"),
        help_text=gettext_lazy("None chosen: no group is left out."),
        queryset=Group.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    companies = forms.CharField(
        label=gettext_lazy("Of these companies only"),
        help_text=gettext_lazy("A name a line. None: no company is left out."),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(_control(rows=3)),
    )
    categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Where it stands"),
        queryset=ArticleCategory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    responsible = forms.CharField(
        label=gettext_lazy("Who answers for it"),
        help_text=gettext_lazy("Login name or e-mail address"),
        max_length=254,
        required=False,
        widget=forms.TextInput(_control(autocomplete="off")),
    )
    published_at = forms.DateTimeField(
        label=gettext_lazy("To be read from"),
        required=False,
        widget=forms.DateTimeInput(_control(type="datetime-local"), "%Y-%m-%dT%H:%M"),
    )
    expires_at = forms.DateTimeField(
        label=gettext_lazy("Not any more from"),
        required=False,
        widget=forms.DateTimeInput(_control(type="datetime-local"), "%Y-%m-%dT%H:%M"),
    )
    saved = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput())

    def __init__(
        self, actor: Actor, *args: Any, article: Article | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.article = actor, article
        if not visible_companies(actor).exists():
            del self.fields["companies"]
        groups: Any = self.fields["groups"]
        groups.queryset = visible_groups(actor).order_by("full_name", "pk")
        categories: Any = self.fields["categories"]
        categories.queryset = visible_categories(actor)

    def clean_companies(self) -> list[int]:
        """Return the visible companies that are named, one a line."""
        lines = map(str.strip, self.cleaned_data["companies"].splitlines())
        names = list(filter(None, lines))[:MOST_COMPANIES]
        rows = visible_companies(self.actor).filter(name_key__in=map(username_key, names))
        found: dict[str, list[int]] = {}
        for key, name in rows.values_list("pk", "name_key"):
            found.setdefault(name, []).append(key)
        for name in names:
            keys = found.get(username_key(name), [])
            if len(keys) != 1:
                text = SEVERAL_COMPANIES if keys else NO_COMPANY
                raise ValidationError(text, code="company", params={"name": name})
        return [key for keys in found.values() for key in keys]

    def clean_responsible(self) -> User | None:
        """Return the visible person of this login name or address."""
        text = self.cleaned_data["responsible"].strip()
        if not text:
            return None
        people = visible_users(self.actor)
        found = people.filter(username_key=username_key(text)).first()
        if found is None and "@" in text:
            found = people.filter(email__iexact=text).order_by("pk").first()
        if found is None:
            raise ValidationError(_("There is no such person."), code="person")
        return found

    def values(self) -> dict[str, Any]:
        """Return the values of a draft or a patch."""
        given = self.cleaned_data
        companies: dict[str, Any] = {}
        if "companies" in self.fields:
            article = self.article
            hidden = companies_out_of_sight(self.actor, article) if article is not None else []
            companies["company_ids"] = (*given["companies"], *hidden)
        return {
            **companies,
            **{name: given[name].replace("\r\n", "\n").replace("\0", "") for name in TEXTS},
            "body_format": given["body_format"],
            "audience": given["audience"],
            "groups": tuple(given["groups"]),
            "category_ids": tuple(row.pk for row in given["categories"]),
            "responsible": given["responsible"],
            "published_at": given["published_at"],
            "expires_at": given["expires_at"],
        }


def initial_of(actor: Actor, article: Article, version: str) -> dict[str, Any]:
    """Return what the form of an article shows at first."""
    links = links_of_articles(actor, [article.pk], ["groups", "companies", "categories"])
    companies = visible_companies(actor).filter(pk__in=links["companies"].get(article.pk, []))
    person = article.responsible
    return {
        "companies": "\n".join(companies.order_by("name").values_list("name", flat=True)),
        **{name: getattr(article, name) for name in (*TEXTS, "body_format", "audience")},
        "groups": links["groups"].get(article.pk, []),
        "categories": links["categories"].get(article.pk, []),
        "responsible": person.username if person is not None else "",
        "published_at": _local(article.published_at),
        "expires_at": _local(article.expires_at),
        "saved": version,
    }


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment is not None else None


class AnnouncementForm(forms.Form):
    """What is announced, to whom, how loud. `saved` is what stood when the page was opened."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=255, widget=forms.TextInput(_control())
    )
    body = forms.CharField(
        label=gettext_lazy("What people should know"),
        max_length=20_000,
        widget=forms.Textarea(_control(rows=6)),
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("For these help desks and groups, and those below them"),
        queryset=Group.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    importance = forms.ChoiceField(
        label=gettext_lazy("How important"),
        choices=list(IMPORTANCES.items()),
        initial=Importance.MEDIUM,
        widget=forms.Select({"class": "form-select"}),
    )
    expected_end_at = forms.DateTimeField(
        label=gettext_lazy("Expected to end"),
        required=False,
        widget=forms.DateTimeInput(_control(type="datetime-local"), "%Y-%m-%dT%H:%M"),
    )
    saved = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput())

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: Any = self.fields["groups"]
        groups.queryset = visible_groups(actor).order_by("full_name", "pk")
        self.body_format = kwargs.get("initial", {}).get("body_format", TextFormat.MARKDOWN)

    def values(self) -> dict[str, Any]:
        """Return the values of a draft or a patch."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "body": given["body"].replace("\r\n", "\n"),
            "body_format": self.body_format,
            "groups": tuple(given["groups"]),
            "importance": given["importance"],
            "expected_end_at": given["expected_end_at"],
        }


class UpdateForm(forms.Form):
    """News about an announcement."""

    body = forms.CharField(
        label=gettext_lazy("What is new"),
        max_length=20_000,
        widget=forms.Textarea(_control(rows=3)),
    )
    is_solution = forms.BooleanField(
        label=gettext_lazy("It is solved: the announcement ends"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


def initial_of_announcement(actor: Actor, row: Announcement, version: str) -> dict[str, Any]:
    """Return what the form of an announcement shows at first."""
    return {
        **{name: getattr(row, name) for name in ("title", "body", "body_format", "importance")},
        "groups": groups_of_announcements(actor, [row.pk]).get(row.pk, []),
        "expected_end_at": _local(row.expected_end_at),
        "saved": version,
    }
