"""Files copied from other projects: unchanged, and with their licence."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.architecture import source

COLUMNS = {"name", "version", "licence", "source", "file", "sha256"}
FOLDERS = sorted(
    path.parent
    for top in ("static", "tests")
    for path in (source.ROOT / top).rglob("vendor/MANIFEST.json")
)


def test_there_are_vendored_files():
    assert source.ROOT / "tests" / "browser" / "vendor" in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_vendored_file_is_listed_and_unchanged(folder: Path):
    listed = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    there = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }

    assert all(set(row) == COLUMNS for row in listed)
    assert {row["file"]: row["sha256"] for row in listed} == there


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_every_vendored_package_carries_its_licence(folder: Path):
    packages = [path for path in folder.iterdir() if path.is_dir()]

    without = [path.name for path in packages if not list(path.glob("LICENSE*"))]

    assert packages
    assert without == []
