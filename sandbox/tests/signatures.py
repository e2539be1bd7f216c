"""Where the functions of a program say ``Any``, by that name or by an alias of it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path


def trees(*folders: Path) -> list[tuple[Path, ast.Module]]:
    return [
        (path, ast.parse(path.read_text())) for folder in folders for path in sorted(folder.rglob("*.py"))
    ]


def aliases(modules: list[tuple[Path, ast.Module]]) -> dict[str, ast.expr]:
    """Every name that a module gives to a type."""
    return {
        node.target.id: node.value
        for _, module in modules
        for node in module.body
        if isinstance(node, ast.AnnAssign)
        and node.value is not None
        and isinstance(node.target, ast.Name)
        and ast.unparse(node.annotation) in {"TypeAlias", "typing.TypeAlias"}
    }


def loose(names: Mapping[str, ast.expr]) -> set[str]:
    """``Any``, and the aliases in which it is, however many stand between."""
    found = {"Any"}
    while more := {name for name, value in names.items() if name not in found and _names(value) & found}:
        found |= more
    return found


def said_of(module: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, ast.expr]]:
    """What every function says of what it takes and gives."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = node.args
            every = (*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg)
            for said in (*(each.annotation for each in every if each), node.returns):
                if said:
                    yield node, said


def uses(modules: list[tuple[Path, ast.Module]], wanted: set[str]) -> list[str]:
    """Each annotation with one of these names, with its place."""
    return [
        f"{path}:{said.lineno} {function.name}: {ast.unparse(said)}"
        for path, module in modules
        for function, said in said_of(module)
        if _names(said) & wanted
    ]


def _names(value: ast.expr) -> set[str]:
    """The names in a type, those in quotes too."""
    found: set[str] = set()
    for node in ast.walk(value):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= _names(ast.parse(node.value, mode="eval").body)
    return found
