"""Every write of kb."""

from kb.operations.announcements import (
    add_update,
    create_announcement,
    delete_announcement,
    dismiss_announcement,
    update_announcement,
)
from kb.operations.articles import (
    create_article,
    delete_article,
    restore_article,
    restore_version,
    update_article,
)
from kb.operations.categories import create_category, delete_category, update_category
from kb.operations.files import attach_file, remove_file
from kb.operations.imports import (
    import_announcement,
    import_article,
    import_category,
    import_feedback,
    import_update,
)
from kb.operations.publishing import (
    confirm_article,
    drop_sketch,
    keep_sketch,
    publish_article,
    unpublish_article,
)
from kb.operations.readers import count_solved, count_view, rate_article, withdraw_rating

__all__ = [
    "add_update",
    "attach_file",
    "confirm_article",
    "count_solved",
    "count_view",
    "create_announcement",
    "create_article",
    "create_category",
    "delete_announcement",
    "delete_article",
    "delete_category",
    "dismiss_announcement",
    "drop_sketch",
    "import_announcement",
    "import_article",
    "import_category",
    "import_feedback",
    "import_update",
    "keep_sketch",
    "publish_article",
    "rate_article",
    "remove_file",
    "restore_article",
    "restore_version",
    "unpublish_article",
    "update_announcement",
    "update_article",
    "update_category",
    "withdraw_rating",
]
