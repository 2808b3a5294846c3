"""The project keeps its own promises: packaging, pins, layers that no linter sees."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

import curator_app

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked_files() -> list[Path]:
    """The files under version control, or none where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_version_is_the_installed_one():
    assert metadata.version("atlas-curator") == curator_app.__version__


def test_a_bool_signal_keeps_its_references():
    """PySide6 6.12.0 on Python 3.11 loses one reference of True with each of these."""

    class Sender(QObject):
        sent = Signal(bool)

    received: list[bool] = []
    sender = Sender()
    sender.sent.connect(received.append)
    before = sys.getrefcount(True)
    for _ in range(2000):
        sender.sent.emit(True)
    assert len(received) == 2000
    assert sys.getrefcount(True) >= before + 2000 or sys.version_info >= (3, 12)


def test_resources_are_beside_the_package_in_a_checkout():
    assert Path(curator_app.__file__).parent == ROOT / "curator_app"
    assert (ROOT / "resources").is_dir()
    assert not (ROOT / "curator_app" / "resources").exists()


@pytest.mark.slow
def test_resources_are_inside_the_package_in_a_wheel(tmp_path: Path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    present = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    # The README's pictures are for readers of the checkout; everything else the program needs.
    resources = {name for name in present if name.startswith("resources/")}
    pictures = {name for name in resources if name.startswith("resources/screenshots/")}
    assert {f"curator_app/{name}" for name in resources - pictures} <= names
    assert not any("screenshots" in name for name in names)
    assert {name for name in present if name.startswith("curator_app/")} <= names
    assert all(name.startswith("curator_app/") for name in names)


def test_every_part_is_type_checked_and_layered():
    """A folder without __init__.py is invisible to Import Linter."""
    folders = {path.parent for path in (ROOT / "curator_app").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_the_domain_imports_the_standard_library_only():
    allowed = sys.stdlib_module_names
    for path in (ROOT / "curator_app" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            for name in names:
                ours = name.startswith(("curator_app.domain", "curator_app.errors"))
                assert ours or name.partition(".")[0] in allowed, f"{path.name} imports {name}"


def test_the_locks_hold_the_declared_dependencies():
    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    runtime = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    dev = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    pins = set(re.findall(r"^([^\s#]+==\S+)", runtime, re.MULTILINE))
    assert pins <= set(re.findall(r"^([^\s#]+==\S+)", dev, re.MULTILINE))
    locked = {pin.partition("==")[0] for pin in pins}
    declared = {re.split(r"[^\w.-]", line)[0] for line in PROJECT["project"]["dependencies"]}
    assert {normal(name) for name in declared} <= locked


# Written so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join([
        r"pypi\.[o]rg", r"python[h]osted", r"registry\.[n]pmjs", r"deb\.[d]ebian\.org",
        r"(?<![\w.])/[w]ork/", r"/[r]oot/", r"/[o]pt/(?:pypi|wheels)", r"/tmp/[i]nfra",
        r"\.[l]ibrary/",
    ])
)  # fmt: skip


def test_no_file_names_a_registry_or_the_machine_it_was_written_on():
    found: list[str] = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in FORBIDDEN.findall(text)]
    assert found == []


def test_the_home_is_not_the_users():
    assert "atlas-curator-tests-" in os.environ["HOME"]
    assert "atlas-curator-tests-" in os.environ["XDG_CONFIG_HOME"]


@pytest.mark.realwindow
def test_a_window_opens_on_a_deep_screen(qtbot, qapp):
    """Qt WebEngine crashes on a 16-bit screen, so the virtual one has 24."""
    assert qapp.platformName() == "xcb"
    assert qapp.primaryScreen().depth() == 24
    label = QLabel("Atlas Curator")
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert not label.grab().isNull()
