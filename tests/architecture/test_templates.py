"""Pages load files of this server only, and name icons that there are."""

import re

from tests.architecture import source

SPRITE = next((source.ROOT / "static" / "vendor").glob("tabler-icons-*/icons.svg"))


def test_icons_that_templates_name_are_in_the_sprite():
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))
    named = {
        name
        for path in (source.ROOT / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }

    assert named
    assert named - sprite == set()


def test_pages_load_nothing_from_elsewhere_and_run_no_inline_script():
    found = [
        f"{path.relative_to(source.ROOT)}: {match}"
        for path in (source.ROOT / "templates").rglob("*.html")
        if path.parts[-2] not in ("back_office", "mail")
        for match in re.findall(
            r"""(?:src|href)=["']https?://[^"']*|<script>|<style|\sstyle=["']|\son[a-z]+=["']""",
            path.read_text(encoding="utf-8"),
        )
    ]

    assert found == []
