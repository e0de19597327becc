"""Keep the catalogues of locale/ in step with the source: `python tools/messages.py`.

Adds what is new (empty, to be translated), drops what nobody says any more. Needs no gettext
program. `./desk serve` and the tests compile the catalogues.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
LEFT_OUT = {".venv", "tests", "bench", "data", "tools", "migrations", "node_modules"}
_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_ONE = re.compile(rf"\b(?:_|gettext)\(\s*{_STRING}\s*\)")
_MANY = re.compile(rf"\bngettext\(\s*{_STRING}\s*,\s*{_STRING}")


def messages() -> dict[str, str]:
    """Return {message: its plural, or nothing} of all templates and modules."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            found |= in_template(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(ROOT).parts):
            found |= dict(in_module(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def in_template(text: str) -> dict[str, str]:
    """Return the messages of a template."""
    source = templatize(text)
    many = {ast.literal_eval(a): ast.literal_eval(b) for a, b in _MANY.findall(source)}
    return {ast.literal_eval(each): "" for each in _ONE.findall(source)} | many


def in_module(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Return the messages of a module."""
    for call in ast.walk(module):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
        if call.func.id in SINGLE and texts and isinstance(texts[0], str):
            yield texts[0], ""
        if call.func.id in PLURAL and len(texts) >= 2:
            yield str(texts[0]), str(texts[1])


def renewed(catalogue: polib.POFile, said: dict[str, str]) -> polib.POFile:
    """Return the catalogue with exactly these messages, by the alphabet."""
    known = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    kept = polib.POFile(wrapwidth=100)
    kept.metadata = catalogue.metadata
    for text, plural in sorted(said.items()):
        old = known.get(text)
        if plural:
            forms = old.msgstr_plural if old and old.msgstr_plural else {0: "", 1: ""}
            kept.append(polib.POEntry(msgid=text, msgid_plural=plural, msgstr_plural=forms))
        else:
            kept.append(polib.POEntry(msgid=text, msgstr=old.msgstr if old else ""))
    return kept


def main() -> int:
    """Renew every catalogue; name what waits for a translation."""
    said = messages()
    missing = 0
    for path in CATALOGUES:
        catalogue = renewed(polib.pofile(str(path)), said)
        catalogue.save(str(path))
        for entry in catalogue.untranslated_entries():
            missing += 1
            sys.stdout.write(f"{path.parts[-3]}: {entry.msgid}{os.linesep}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
