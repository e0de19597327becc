"""Renew the front-end files of others in static/vendor/ with npm: `python tools/vendor.py`.

WANTED names every package, its version and the files that pages use; nothing else is copied.
static/vendor/MANIFEST.json says where each file came from, and a test compares the hashes. Only
whoever changes a version needs npm.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"

MIT = """MIT License

Copyright (c) {notice}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One package of npm: the files we take, and its licence (a notice where it ships no text)."""

    name: str
    folder: str
    version: str
    licence: str
    files: tuple[str, ...] = ()
    notice: str = ""


WANTED = (
    Package(
        name="@tabler/core",
        folder="tabler",
        version="1.6.1",
        licence="MIT",
        files=("dist/css/tabler.min.css", "dist/js/tabler.min.js"),
        notice="2018-2026 The Tabler Authors",
    ),
    Package(
        name="htmx.org",
        folder="htmx",
        version="2.0.11",
        licence="0BSD",
        files=("dist/htmx.min.js",),
    ),
)

ICON_PACKAGE = Package(name="@tabler/icons", folder="tabler-icons", version="3.52.0", licence="MIT")
ICON_NAMES = tuple((ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split())
"""Icons that templates use: the sprite holds these and no others."""

SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\n?")


def unpack(package: Package, folder: Path) -> Path:
    """Fetch a package with npm and return the folder of its files."""
    wanted = f"{package.name}@{package.version}"
    done = subprocess.run(
        ["npm", "pack", "--silent", wanted], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder / package.folder, filter="data")
    return folder / package.folder / "package"


def copy(package: Package, source: Path) -> list[dict[str, str]]:
    """Copy the files and the licence of a package; return their lines of the manifest.

    Source maps are left out, and with them the comment that asks browsers to fetch them.
    """
    target = VENDOR / f"{package.folder}-{package.version}"
    target.mkdir(parents=True)
    for name in package.files:
        content = (source / name).read_bytes()
        (target / Path(name).name).write_bytes(SOURCE_MAP.sub(b"\n", content))
    if package is ICON_PACKAGE:
        (target / "icons.svg").write_text(sprite(source), encoding="utf-8")
    (target / "LICENSE").write_text(licence_of(package, source), encoding="utf-8")
    return [line_of(package, path) for path in sorted(target.iterdir())]


def licence_of(package: Package, source: Path) -> str:
    """Return the licence as the package ships it, else the usual text with its notice."""
    shipped = source / "LICENSE"
    if shipped.exists():
        return shipped.read_text(encoding="utf-8")
    return MIT.format(notice=package.notice)


def line_of(package: Package, path: Path) -> dict[str, str]:
    """Return what the manifest says of one file."""
    return {
        "name": package.folder,
        "version": package.version,
        "licence": package.licence,
        "source": package.name,
        "file": path.relative_to(VENDOR).as_posix(),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def sprite(source: Path) -> str:
    """Return one SVG with a symbol per icon."""
    symbols = []
    for name in sorted(ICON_NAMES):
        text = (source / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
        body = re.sub(r"\s*\n\s*", "", body).strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    """Replace everything in static/vendor/ and the icon sprite."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    lines: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for package in (*WANTED, ICON_PACKAGE):
            lines += copy(package, unpack(package, Path(folder)))
    manifest = json.dumps(lines, indent=2) + "\n"
    (VENDOR / "MANIFEST.json").write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    main()
