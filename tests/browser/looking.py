"""What is asked of every page: nothing that axe-core finds, in the light and in the dark theme."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

VENDOR = Path(__file__).parent / "vendor"
AXE = (VENDOR / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES = ("light", "dark")
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""What may differ between themes; all else is asked once."""
WIDTHS = (360, 1024, 1600)
HEIGHT = 900

_shade = """() => [document.documentElement, document.body]
    .map(part => [getComputedStyle(part).backgroundColor, getComputedStyle(part).color])
    .join()"""
# media queries tell their listeners before the next frame, not at once
_next_frames = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# colours that still change would be judged half-way, and ends may be the beginnings of others
_end_transitions = """async () => {
    for (let frame = 0; frame < 20; frame++) {
        await new Promise(done => requestAnimationFrame(done));
        const going = document.getAnimations().filter(one => one instanceof CSSTransition);
        if (frame && !going.length) return;
        going.forEach(one => one.finish());
    }
}"""


def assert_accessible(page: Page, name: str = "") -> None:
    """Check what the browser shows now against WCAG 2.2 A and AA, in both themes.

    With --looks=FOLDER pictures named after the test, or `name`, are left there: both themes at
    360, 1024 and 1600 pixels.
    """
    page.wait_for_load_state()
    found: list[str] = []
    shades: set[str] = set()
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(_next_frames)
        page.evaluate(_end_transitions)
        shades.add(page.evaluate(_shade))
        rules = RULES if theme == THEMES[0] else COLOUR_RULES
        found += [f"{theme}: {line}" for line in violations(page, rules)]
        keep_looks(page, theme, name)
    page.emulate_media(color_scheme="light")
    assert not found, f"{page.url}\n" + "\n".join(found)
    assert len(shades) == len(THEMES), f"{page.url} has one look for both themes"


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    """Return a line for each rule that the page breaks, with the elements that break it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE} }}")
    options: dict[str, Any] = {
        "runOnly": {"type": "tag" if rules is RULES else "rule", "values": rules},
        "resultTypes": ["violations"],
    }
    result = page.evaluate("options => window.axe.run(document, options)", options)
    return [
        f"{broken['id']} ({broken['impact']}): {broken['help']}\n"
        + "\n".join(f"    {_element(node)}" for node in broken["nodes"])
        for broken in result["violations"]
    ]


def assert_fits(page: Page, widths: tuple[int, ...] = WIDTHS) -> None:
    """Check that at no width the page has to be pushed sideways."""
    usual = page.viewport_size
    wide = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        needed = page.evaluate("() => document.documentElement.scrollWidth")
        if needed > width:
            wide.append(f"needs {needed} of {width} pixels")
    if usual:
        page.set_viewport_size(usual)
    assert not wide, f"{page.url}: {wide}"


def _element(node: dict[str, Any]) -> str:
    colours = [
        f" {check['data'].get('fgColor')} on {check['data'].get('bgColor')}"
        f" ({check['data'].get('contrastRatio')})"
        for check in node["any"]
        if isinstance(check.get("data"), dict) and check["data"].get("contrastRatio")
    ]
    return json.dumps(node["target"]) + "".join(colours) + f" {node['html'][:160]}"


def keep_looks(page: Page, theme: str, name: str) -> None:
    """Leave pictures of what is shown now, if --looks names a folder."""
    folder: Path | None = getattr(page, "looks_folder", None)
    if folder is None:
        return
    usual = page.viewport_size
    stem = name or page.looks_name  # type: ignore[attr-defined]  # set beside the folder
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        path = folder / f"{stem}-{width}-{theme}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
    if usual:
        page.set_viewport_size(usual)
