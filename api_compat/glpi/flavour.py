"""The places where ITSM-NG answers otherwise than GLPI (contract section 16)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Flavour:
    """How one server speaks."""

    name: str
    escapes: tuple[tuple[str, str], ...]
    decodes_on_request: bool = True
    answers_true: bool = True
    zero_is_item: bool = True
    refuses_foreign_entity: bool = False
    allow_headers: str = "origin, content-type, accept, session-token, authorization, app-token"
    default_rows_beyond: int = 0
    search_lists_sorts: bool = True
    unknown_filter_is_error: bool = True
    has_massive_actions: bool = True
    empty_ports_are_list: bool = False
    article_has_category_column: bool = False
    shows_own_statuses: bool = False
    tells_nested_change: bool = True


GLPI = Flavour(name="glpi", escapes=(("&", "&#38;"), ("<", "&#60;"), (">", "&#62;")))
ITSMNG = Flavour(
    name="itsmng",
    escapes=(("<", "&lt;"), (">", "&gt;")),
    decodes_on_request=False,
    answers_true=False,
    zero_is_item=False,
    refuses_foreign_entity=True,
    allow_headers="origin, content-type, accept, session-token, authorization",
    default_rows_beyond=1,
    search_lists_sorts=False,
    unknown_filter_is_error=False,
    has_massive_actions=False,
    empty_ports_are_list=True,
    article_has_category_column=True,
    shows_own_statuses=True,
    tells_nested_change=False,
)
FLAVOURS = {flavour.name: flavour for flavour in (GLPI, ITSMNG)}
