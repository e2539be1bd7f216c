from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.scaffold import CannotScaffold, create
from app.settings.loader import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that a new plugin changes."""
    for name in ("app/container/__init__.py", "settings.toml", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_slice_has_every_part(copy: Path) -> None:
    written = {str(path.relative_to(copy)) for path in create("reminders", copy)}
    assert {
        "app/features/reminders/models.py",
        "app/features/reminders/repository.py",
        "app/features/reminders/service.py",
        "plugins/reminders.py",
        "tests/integration/test_reminders.py",
        "tests/pipeline/test_reminders.py",
        "docs/plugins/reminders.md",
        "app/container/__init__.py",
        "app/container/reminders.py",
        "settings.toml",
    } <= written
    assert any(path.startswith("migrations/versions/") for path in written)
    root = (copy / "app/container/__init__.py").read_text()
    assert "    Quotes,\n    Reminders,\n    Statistics,\n" in root
    assert (
        "import Quotes\nfrom app.container.reminders import Reminders\nfrom app.container.statistics" in root
    )
    assert "reminders = true" in (copy / "settings.toml").read_text()


def test_nothing_is_overwritten(copy: Path) -> None:
    create("reminders", copy)
    before = (copy / "app/container/__init__.py").read_text()
    with pytest.raises(CannotScaffold, match="exists already"):
        create("reminders", copy)
    assert (copy / "app/container/__init__.py").read_text() == before


def contents(folder: Path) -> dict[Path, str]:
    """Every file with its text, every folder with none; ruff's cache is its own."""
    paths = [path for path in folder.rglob("*") if ".ruff_cache" not in path.parts]
    return {path: path.read_text() if path.is_file() else "" for path in paths}


@pytest.mark.parametrize(
    ("file", "text"),
    [("pyproject.toml", "[tool.ruff]\nline-length = 'long'\n"), ("app/container/__init__.py", "")],
)
def test_nothing_is_left_of_a_plugin_that_cannot_be_finished(copy: Path, file: str, text: str) -> None:
    (copy / file).write_text(text)
    before = contents(copy)
    with pytest.raises((CannotScaffold, ValueError)):
        create("reminders", copy)
    assert contents(copy) == before


@pytest.mark.parametrize("name", ["class", "pass", "as", "nones"])
def test_a_word_of_python_is_refused(copy: Path, name: str) -> None:
    with pytest.raises(CannotScaffold, match="word of Python's own"):
        create(name, copy)


@pytest.mark.parametrize(
    "name", ["Reminders", "reminder", "my-reminders", "1s", "s", "../quotes", "a" * 40 + "s", ""]
)
def test_a_name_that_does_not_fit_is_refused_with_the_right_form(copy: Path, name: str) -> None:
    with pytest.raises(CannotScaffold, match="lower-case plural"):
        create(name, copy)
