"""What the image is made of. No engine can be asked here: this reads what one would be told, and runs what can be run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.settings.loader import ROOT, load_settings


@dataclass(frozen=True, slots=True)
class Instruction:
    stage: int
    word: str
    rest: str


def instructions() -> Iterator[Instruction]:
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Containerfile").read_text(), flags=re.MULTILINE)
    stage = 0
    for line in text.replace("\\\n", " ").splitlines():
        word, _, rest = line.strip().partition(" ")
        stage += word == "FROM"
        yield Instruction(stage, word, rest.strip())


def of(word: str, stage: int = 2) -> list[str]:
    return [each.rest for each in instructions() if (each.word, each.stage) == (word, stage)]


def test_the_last_stage_takes_only_the_bots_own_environment() -> None:
    taken = [rest for rest in of("COPY") if "--from" in rest]
    assert taken == ["--from=build /opt/twi /opt/twi"]
    [build] = of("RUN", 1)
    # uv pip sync leaves what made an environment in it, so nothing may.
    assert "venv --without-pip /opt/twi" in build
    assert "/opt/twi/bin/uv" not in build
    assert "pip uninstall --yes" in " ".join(of("RUN"))


@pytest.mark.parametrize("label", ["title", "description", "source", "licenses", "version", "revision"])
def test_the_image_says_what_it_is(label: str) -> None:
    [labels] = of("LABEL")
    assert re.search(rf'org\.opencontainers\.image\.{label}="[^"]+"', labels)


def test_what_is_compiled_is_what_is_run() -> None:
    [entry] = of("ENTRYPOINT")
    assert json.loads(entry)[1] == "-O"
    for stage in (1, 2):
        compiled = [rest for rest in of("RUN", stage) if "compileall" in rest]
        assert compiled
        assert all("python -O -m compileall" in rest for rest in compiled)
    assert "--compile-bytecode" not in " ".join(of("RUN", 1))


def test_the_health_check_asks_what_the_settings_say() -> None:
    [check] = of("HEALTHCHECK")
    command = json.loads(check.partition("CMD ")[2])
    assert command[-1] == "health"
    assert str(load_settings().http.port) not in check


def test_podman_is_told_to_keep_the_health_check() -> None:
    for name in ("Containerfile", "docs/operate.md", "README.md"):
        for line in (ROOT / name).read_text().splitlines():
            if re.search(r"\b(podman|buildah) (build|bud)\b", line):
                assert "--format docker" in line, (name, line)


def test_the_certificates_of_the_machine_are_trusted_in_the_build() -> None:
    [build] = of("RUN", 1)
    for variable in ("PIP_CERT", "SSL_CERT_FILE"):
        assert re.search(rf"export\b.*{variable}=", build)
    assert "--volume /etc/ssl/certs:/etc/ssl/certs:ro" in (ROOT / "docs/operate.md").read_text()
