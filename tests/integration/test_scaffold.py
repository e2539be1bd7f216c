from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.scaffold import CannotScaffold, create, remove
from app.settings.loader import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files that a new plugin changes."""
    for name in ("app/container/__init__.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_slice_has_every_part(copy: Path) -> None:
    written = {str(path.relative_to(copy)) for path in create("reminders", copy)}
    assert {
        "app/features/reminders/actions.py",
        "app/features/reminders/jobs.py",
        "app/features/reminders/metrics.py",
        "app/features/reminders/models.py",
        "app/features/reminders/options.py",
        "app/features/reminders/repository.py",
        "app/features/reminders/service.py",
        "plugins/reminders.py",
        "tests/integration/test_reminders.py",
        "tests/pipeline/test_reminders.py",
        "docs/plugins/reminders.md",
        "app/container/__init__.py",
        "app/container/reminders.py",
    } <= written
    assert any(path.startswith("migrations/versions/") for path in written)
    root = (copy / "app/container/__init__.py").read_text()
    assert "    Quotes,\n    Reminders,\n    Statistics,\n" in root
    assert (
        "import Quotes\nfrom app.container.reminders import Reminders\nfrom app.container.statistics" in root
    )


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


@pytest.mark.parametrize("name", ["reminders", "story_recap_requests"])
def test_what_was_written_can_be_taken_away_again(copy: Path, name: str) -> None:
    before = contents(copy)
    written = create(name, copy)
    assert {*remove(name, copy)} == {
        path for path in written if path.name != "__init__.py" or name in path.parts
    }
    assert contents(copy) == before


def test_what_came_later_goes_too(copy: Path) -> None:
    before = contents(copy)
    create("reminders", copy)
    (copy / "plugins" / "reminders.py").unlink()
    (copy / "plugins" / "reminders").mkdir()
    (copy / "plugins" / "reminders" / "__init__.py").write_text("")
    (copy / "tests" / "e2e").mkdir()
    (copy / "tests" / "e2e" / "test_reminders.py").write_text("")
    remove("reminders", copy)
    assert contents(copy) == before


def test_a_migration_that_others_build_on_stays(copy: Path) -> None:
    create("reminders", copy)
    (copy / "migrations" / "versions" / "9999_later.py").write_text("")
    before = contents(copy)
    with pytest.raises(CannotScaffold, match="other migrations build on"):
        remove("reminders", copy)
    assert contents(copy) == before


@pytest.mark.parametrize("name", ["reminders", "", "../quotes", "*", "Quotes"])
def test_only_what_was_written_is_taken_away(copy: Path, name: str) -> None:
    create("recipes", copy)
    before = contents(copy)
    with pytest.raises(CannotScaffold, match="there is no plugin"):
        remove(name, copy)
    assert contents(copy) == before
