"""Files of articles."""

from django.db import transaction
from django.utils import timezone

from audit.actor import Actor
from audit.journal import record
from audit.versions import require_unchanged
from files.models import StoredFile
from files.operations import Content, delete_file, link_file, received, store_file
from files.queries import files_of
from kb.models import Article
from kb.queries.articles import visible_articles, writable_article


def attach_file(
    actor: Actor, article_id: int, *, file_name: str, content: Content, comment: str = ""
) -> StoredFile:
    """Hang a new file on an article. Records "article.file_added"."""
    visible_articles(actor).get(pk=article_id)  # nothing is kept for those who do not see it
    with received(content) as bytes_kept, transaction.atomic():
        article = writable_article(actor, article_id)
        file = store_file(actor, file_name=file_name, content=bytes_kept, comment=comment)
        link_file(actor, file, article, comment=comment)
        _touch(article)
        record(
            actor,
            "article.file_added",
            article,
            {"file": [None, file.pk]},
            names={"file": [None, file.file_name]},
            part=file,
        )
    return file


@transaction.atomic
def remove_file(actor: Actor, article_id: int, file_id: int) -> None:
    """Put a file of an article in the trash. Records "article.file_removed".

    Raises StoredFile.DoesNotExist for a file that is not on the article.
    """
    article = writable_article(actor, article_id)
    require_unchanged(actor, article)
    file = files_of(article).get(pk=file_id)
    delete_file(actor, file)
    _touch(article)
    record(
        actor,
        "article.file_removed",
        article,
        {"file": [file.pk, None]},
        names={"file": [file.file_name, None]},
        part=file,
    )


def _touch(article: Article) -> None:
    article.updated_at = timezone.now()
    article.save(update_fields=["updated_at"])
