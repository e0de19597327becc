"""The command ./desk, up to the point where it hands over to the virtual environment."""

import importlib.machinery
import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

from tests import processes

DESK = processes.ROOT / "desk"


def desk(*arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run ./desk to its end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    return subprocess.run(
        [sys.executable, DESK, *arguments],
        env={**kept, "DESK_VENV": sys.prefix, **more},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which ./desk refused."""
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.enable_socket
def test_taken_port_is_refused_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = desk("serve", "--port", str(port), "--data-dir", str(tmp_path))

    assert refusal(done) == (
        f"desk: cannot listen on 127.0.0.1:{port} (Address already in use): "
        "choose another with --port N"
    )


def test_impossible_port_is_refused_in_one_line(tmp_path):
    done = desk("serve", "--port", "70000", "--data-dir", str(tmp_path))

    assert refusal(done).endswith("(0 to 65535 are allowed): choose another with --port N")


def test_data_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"

    done = desk("serve", "--data-dir", str(folder))

    assert refusal(done) == (
        f"desk: data folder {folder} is not writable (Not a directory): "
        "choose another with --data-dir DIR"
    )


@pytest.mark.parametrize(("arguments", "files"), [([], []), (["--no-demo"], ["demo-accounts.txt"])])
def test_demo_data_is_not_shown_to_other_machines(tmp_path, arguments, files):
    for name in files:
        (tmp_path / name).touch()

    done = desk("serve", "--host", "0.0.0.0", "--data-dir", str(tmp_path), *arguments)

    assert "--yes-demo" in refusal(done)


@pytest.mark.enable_socket
@pytest.mark.parametrize("argument", ["--no-demo", "--yes-demo"])
def test_other_machines_may_be_served_on_demand(tmp_path, argument):
    with socket.create_server(("0.0.0.0", 0)) as taken:  # so that it ends there
        port = str(taken.getsockname()[1])

        done = desk(
            "serve", "--host", "0.0.0.0", "--port", port, "--data-dir", str(tmp_path), argument
        )

    assert refusal(done).startswith(f"desk: cannot listen on 0.0.0.0:{port}")


def test_missing_venv_module_is_named_with_its_package(tmp_path):
    # what Debian's Python answers without python3-venv
    (tmp_path / "venv.py").write_text(
        "print('ensurepip is not available.'); raise SystemExit(1)", encoding="utf-8"
    )
    wanted = tmp_path / "environment"

    done = desk("manage", "check", DESK_VENV=str(wanted), PYTHONPATH=str(tmp_path))

    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "desk: Python's venv module is missing: apt-get install python3-venv"
    )
    assert not wanted.exists()


def test_python_that_does_not_fit_is_refused_in_one_line(tmp_path):
    for wrong in ("/bin/false", str(tmp_path / "python")):
        done = desk("manage", "check", DESK_VENV=str(tmp_path / "environment"), DESK_PYTHON=wrong)

        assert refusal(done) == (
            f"desk: DESK_PYTHON is no Python 3.11 or newer with its venv module: {wrong}"
        )
    assert not (tmp_path / "environment").exists()


def test_unknown_command_prints_the_usage():
    done = desk("sing")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ./desk serve")


@pytest.mark.process
def test_manage_passes_standard_input_and_adds_nothing_to_standard_output(tmp_path):
    code = "import sys; print('fünf', sys.stdin.read())"
    command = ["manage", "shell", "-v", "0", "-c", f"exec({code!r})"]

    done = desk(*command, stdin="six", DESK_DATA_DIR=str(tmp_path))

    assert (done.returncode, done.stdout) == (0, "fünf six\n"), done.stderr


# --- the environment -------------------------------------------------------------------------


@pytest.fixture
def launcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module, with an environment of its own that holds nothing."""
    monkeypatch.setenv("DESK_VENV", str(tmp_path / "environment"))
    loader = importlib.machinery.SourceFileLoader("desk_launcher", str(DESK))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    return module


@pytest.fixture
def runs(launcher: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What installers are run: their names with the lock file, instead of running them."""
    found: list[str] = []

    def run(command: list[str]) -> bool:
        tool = "uv" if command[0].endswith("uv") else "pip"
        found.append(f"{tool} {Path(command[-1]).name}")
        return True

    def make_venv() -> None:
        launcher.PYTHON.parent.mkdir(parents=True)
        launcher.PYTHON.touch()

    monkeypatch.setattr(launcher, "run_quietly", run)
    monkeypatch.setattr(launcher, "make_venv", make_venv)
    return found


SERVE = ["pip requirements-uv.lock", "uv requirements.lock"]
TEST = ["pip requirements-uv.lock", "uv requirements-dev.lock"]


@pytest.mark.parametrize(
    ("fit", "chosen", "taken"),
    [
        ({"/usr/bin/python3", sys.executable}, "", "/usr/bin/python3"),
        ({sys.executable}, "", sys.executable),
        ({"/usr/bin/python3", "python3.13"}, "python3.13", "python3.13"),
    ],
)
def test_environment_is_made_with_debians_python_unless_told_otherwise(
    launcher, monkeypatch, fit: set[str], chosen: str, taken: str
):
    monkeypatch.setenv("DESK_PYTHON", chosen)
    monkeypatch.setattr(launcher, "makes_environments", fit.__contains__)

    assert launcher.interpreter() == taken


def test_environment_is_made_once(launcher, runs):
    launcher.ensure_venv(dev=False)
    launcher.ensure_venv(dev=False)

    assert runs == SERVE


def test_environment_of_the_tests_also_serves(launcher, runs):
    launcher.ensure_venv(dev=True)
    launcher.ensure_venv(dev=False)

    assert runs == TEST


def test_environment_of_serve_is_extended_for_the_tests(launcher, runs):
    launcher.ensure_venv(dev=False)
    launcher.ensure_venv(dev=True)

    assert runs == [*SERVE, *TEST]


def test_changed_lock_renews_the_environment_with_the_packages_it_had(launcher, runs):
    launcher.ensure_venv(dev=True)
    launcher.STAMP.write_text("requirements-dev.lock of yesterday")

    launcher.ensure_venv(dev=False)

    assert runs == [*TEST, *TEST]


def test_broken_off_installation_is_done_again(launcher, runs, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(launcher, "run_quietly", lambda command: False)
        with pytest.raises(SystemExit):
            launcher.ensure_venv(dev=False)

    launcher.ensure_venv(dev=False)

    assert runs == SERVE


def test_pip_installs_where_uv_does_not_work(launcher, runs, monkeypatch, capsys):
    run = launcher.run_quietly
    monkeypatch.setattr(
        launcher, "run_quietly", lambda command: run(command) and not command[0].endswith("uv")
    )

    launcher.ensure_venv(dev=False)

    assert runs == [*SERVE, "pip requirements.lock"]
    assert "installed by pip" in capsys.readouterr().err


def test_two_at_once_make_the_environment_once(launcher, runs):
    threads = [Thread(target=launcher.ensure_venv, kwargs={"dev": False}) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert runs == SERVE
