"""The catalogues say everything that pages and mails say, and pages say nothing past them."""

import ast
import importlib.util
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from itsm.prepare import lay_out_translations
from tests.architecture import source

PLACES = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}|</?[a-z]+>")
SPANISH = source.ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
NAMES = {"OpenAPI", "REST API", "Babeldesk", "· Babeldesk", "Ctrl K", "Ctrl", "Enter"}


def tool():
    path = source.ROOT / "tools" / "messages.py"
    spec = importlib.util.spec_from_file_location("messages_tool", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_spanish_catalogue_holds_exactly_what_is_said():
    catalogue = polib.pofile(str(SPANISH))

    said = tool().messages()

    assert len(said) > 300
    assert {entry.msgid for entry in catalogue} == set(said), "run python tools/messages.py"


def test_nothing_is_missing_or_guessed_in_the_spanish_catalogue():
    catalogue = polib.pofile(str(SPANISH))

    missing = [entry.msgid for entry in catalogue.untranslated_entries()]
    guessed = [entry.msgid for entry in catalogue.fuzzy_entries()]

    assert (missing, guessed) == ([], [])


def test_translations_keep_their_placeholders():
    changed = []
    for entry in polib.pofile(str(SPANISH)):
        said = set(PLACES.findall(entry.msgid))
        if entry.msgid_plural:
            either = said | set(PLACES.findall(entry.msgid_plural))
            forms = entry.msgstr_plural.values()
            is_kept = all(set(PLACES.findall(form)) <= either for form in forms)
        else:
            is_kept = set(PLACES.findall(entry.msgstr)) == said
        if not is_kept:
            changed.append(entry.msgid)

    assert changed == []


def test_compiled_catalogues_are_used(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    lay_out_translations()
    with_catalogue = translation.trans_real.DjangoTranslation("es")

    assert with_catalogue.gettext("Sign in") == "Entrar"
    assert with_catalogue.ngettext("%(number)s day", "%(number)s days", 2) == "%(number)s días"


def bare_words(call: ast.Call, scope: ast.AST) -> list[ast.AST]:
    """Return the words of a refusal that pass gettext by: written in place, or kept in a name."""
    bare: list[ast.AST] = []
    todo: list[ast.AST] = list(call.args[:1])
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Dict):
            todo += node.values
        elif isinstance(node, ast.IfExp):
            todo += [node.body, node.orelse]
        elif isinstance(node, ast.Name):
            todo += [
                given.value
                for given in ast.walk(scope)
                if isinstance(given, ast.Assign)
                and any(isinstance(one, ast.Name) and one.id == node.id for one in given.targets)
            ]
        elif isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str):
            bare.append(node)
    return bare


def test_refusals_of_operations_are_said_through_gettext():
    bare = []
    for path in source.files():
        if source.parts(path)[0] == "api_compat" and path.name != "config.py":
            continue  # in English, for integrators
        if source.parts(path)[:2] == ("doors", "rest"):
            continue
        for scope in ast.walk(source.tree(path)):
            if isinstance(scope, ast.FunctionDef):
                bare += [
                    f"{source.place(path, node)}: {ast.unparse(node)}"
                    for call in ast.walk(scope)
                    if isinstance(call, ast.Call)
                    and getattr(call.func, "id", "") == "ValidationError"
                    for node in bare_words(call, scope)
                ]

    assert sorted(set(bare)) == []


TEMPLATES = [
    path
    for path in sorted((source.ROOT / "templates").rglob("*.html"))
    if path.name != "styleguide.html" and path.parts[-2] not in ("mail", "api_compat")
]
"""Those of older APIs are for integrators, in English as their documentation."""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-2]}/{path.name}")
def test_templates_say_nothing_past_gettext(path: Path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\{%-?\s*blocktrans.*?\{%\s*endblocktrans[a-z]*\s*%\}", "", text, flags=re.S)
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", "", text, flags=re.S)
    attributes = re.findall(r"""(?:placeholder|aria-label|title|alt)=["']([^"'{]+)["']""", text)
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
    plain = re.sub(r"<(script|style).*?</\1>", " ", plain, flags=re.S)
    # an icon of this font is written as its name
    plain = re.sub(r"<span class=\"material-symbols.*?</span>", " ", plain, flags=re.S)
    plain = re.sub(r"<[^<>]*>", "\n", plain)
    words = {line.strip() for line in [*plain.splitlines(), *attributes]}

    bare = {line for line in words if re.search(r"[A-Za-z]{2}", line)} - NAMES

    assert bare == set()
