"""``Any`` in what functions take and give: it switches the type checker off for whoever calls them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "plugins")
MOST_BARE = 8
MOST = 96
"""Of both there may be fewer any time; whoever brings the number down writes it here."""


@dataclass
class Module:
    """A module's aliases of types, and which names it has from which module."""

    tree: ast.Module
    aliases: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            match node:
                case ast.ImportFrom(module=str(module)):
                    self.imported |= {name.asname or name.name: (module, name.name) for name in node.names}
                case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=ast.expr() as value):
                    if ast.unparse(kind).endswith("TypeAlias"):
                        self.aliases[name] = value
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Name() | ast.Attribute() | ast.Subscript() | ast.BinOp() as value,
                ):
                    self.aliases[name] = value


def any_in(modules: Mapping[str, Module], name: str, annotation: ast.expr) -> tuple[bool, bool]:
    """Whether an annotation of a module has ``Any`` in it, and whether it is nothing but that."""
    match annotation:
        case ast.Constant(value=str(written)):
            return any_in(modules, name, ast.parse(written, mode="eval").body)
        case ast.Attribute(attr="Any") | ast.Name(id="Any"):
            return True, True
        case ast.Name(id=named):
            module = modules[name]
            home, original = module.imported.get(named, (name, named))
            alias = modules[home].aliases.get(original) if home in modules else None
            return (False, False) if alias is None else any_in(modules, home, alias)
        case ast.BinOp(op=ast.BitOr()):
            # Together with anything else, it is still anything.
            sides = [any_in(modules, name, side) for side in (annotation.left, annotation.right)]
            return any(found for found, _ in sides), any(bare for _, bare in sides)
        case _:
            inner = [node for node in ast.iter_child_nodes(annotation) if isinstance(node, ast.expr)]
            return any(any_in(modules, name, each)[0] for each in inner), False


def annotations_in(tree: ast.Module) -> Iterator[ast.expr]:
    """Of all parameters and of what is given back."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = node.args
            parameters = chain(
                taken.posonlyargs, taken.args, taken.kwonlyargs, filter(None, (taken.vararg, taken.kwarg))
            )
            yield from (each.annotation for each in parameters if each.annotation is not None)
            if node.returns is not None:
                yield node.returns


def found_in(sources: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Where ``Any`` is, and where there is nothing else."""
    modules = {name: Module(ast.parse(source)) for name, source in sources.items()}
    places, bare_places = [], []
    for name, module in modules.items():
        for annotation in annotations_in(module.tree):
            found, bare = any_in(modules, name, annotation)
            place = f"{name}:{annotation.lineno}: {ast.unparse(annotation)}"
            places += [place] if found else []
            bare_places += [place] if bare else []
    return places, bare_places


def _sources() -> dict[str, str]:
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text(
            "utf-8"
        )
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
    }


def test_there_is_hardly_an_any_in_signatures() -> None:
    places, bare = found_in(_sources())
    assert len(bare) <= MOST_BARE, "\n".join(["nothing but Any:", *bare])
    assert len(places) <= MOST, "\n".join(["with Any in it:", *places])


@pytest.mark.parametrize(
    ("signature", "found", "bare"),
    [
        ("def f(x: int) -> str: ...", 0, 0),
        ("def f(x: Any) -> str: ...", 1, 1),
        ("def f(x: 'Any') -> typing.Any: ...", 2, 2),
        ("def f(*x: Any, y: Any | None, **z: Any): ...", 3, 3),
        ("async def f(x: dict[str, Any], /) -> list[tuple[Any, ...]]: ...", 2, 0),
        ("def f(x: Json) -> Here: ...", 2, 1),
        ("def f(x: Callable[[Deep], None], y: Row): ...", 1, 0),
        ("def f(x: Plain, y: Plain | None) -> dict[str, object]: ...", 2, 0),
    ],
)
def test_what_counts_is_what_an_alias_stands_for(signature: str, found: int, bare: int) -> None:
    elsewhere = (
        "Json: TypeAlias = Any\nDeep: TypeAlias = list[Json]\nRow: TypeAlias = Json\nPlain = dict[str, Any]"
    )
    here = f"from elsewhere import Json, Deep, Plain\nfrom library import Row\nHere: TypeAlias = Deep\n{signature}"
    places, bare_places = found_in({"elsewhere": elsewhere, "here": here})
    assert (len(places), len(bare_places)) == (found, bare)
