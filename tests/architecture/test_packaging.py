"""What is built holds what it needs, and nothing of the other distribution."""

from __future__ import annotations

import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from app.settings.loader import ROOT

SANDBOX = ROOT / "sandbox"
KINDS = {".css", ".html", ".js", ".py", ".svg", ".toml", ".typed"}


def tracked(folder: str) -> set[str]:
    """The files of a folder that belong to the project, by their place below its parent."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", folder]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    parent = Path(folder).parent
    return {Path(name).relative_to(parent).as_posix() for name in names if (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, zipfile.ZipFile]:
    """The wheel of each distribution, by the name of its folder."""
    target = tmp_path_factory.mktemp("wheels")
    return {
        root.name: zipfile.ZipFile(
            next(WheelBuilder(str(root)).build(directory=str(target), versions=["standard"]))
        )
        for root in (ROOT, SANDBOX)
    }


def test_the_wheel_of_the_bot_has_no_line_of_the_sandbox(wheels: dict[str, zipfile.ZipFile]) -> None:
    bot = wheels[ROOT.name]
    tops = {name.partition("/")[0] for name in bot.namelist()}
    assert {re.sub(r"-.*\.dist-info", ".dist-info", top) for top in tops} == {
        "app",
        "plugins",
        "migrations",
        "twi_bot_shard.dist-info",
    }
    contents = {bot.read(name) for name in bot.namelist()}
    for path in (SANDBOX / "discord_sandbox").rglob("*.py"):
        assert not path.read_bytes() or path.read_bytes() not in contents, path
    [metadata] = [name for name in bot.namelist() if name.endswith("/METADATA")]
    assert "sandbox" not in bot.read(metadata).decode().partition("\n\n")[0]


def test_the_wheel_of_the_sandbox_has_all_of_it_and_nothing_else(wheels: dict[str, zipfile.ZipFile]) -> None:
    packed = set(wheels["sandbox"].namelist())
    code = {name for name in packed if ".dist-info/" not in name}
    assert code == tracked("sandbox/discord_sandbox")
    assert {Path(name).suffix for name in code} == KINDS
    for name in ("py.typed", "fixtures/small.toml", "page/templates/page.html", "page/static/main.js"):
        assert f"discord_sandbox/{name}" in code
    assert any(name.endswith("/entry_points.txt") for name in packed)


def test_the_source_of_the_sandbox_can_be_built_and_tested_from(tmp_path: Path) -> None:
    [built] = SdistBuilder(str(SANDBOX)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(built) as source:
        packed = {"sandbox/" + name.partition("/")[2] for name in source.getnames()}
    assert tracked("sandbox") <= packed


def test_the_image_has_no_line_of_the_sandbox() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Containerfile").read_text(), re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    assert sources == {
        "LICENSE",
        "settings.toml",
        "migrations",
        "plugins",
        "app",
        "requirements/bootstrap.lock",
        "requirements/runtime.lock",
    }
    first, *allowed = (ROOT / ".containerignore").read_text().split()
    assert first == "*"
    assert not [line for line in allowed if "sandbox" in line]


def test_what_is_installed_in_the_image_is_not_what_only_the_sandbox_needs() -> None:
    installed = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/runtime.lock").read_text(), re.MULTILINE)
    )
    assert "aiohttp" in installed
    assert not {"discord-sandbox", "jinja2", "tomlkit"} & installed
