"""Modules of the program as the rules read them."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

Rule = Callable[["Module"], Iterator[tuple[ast.AST, str]]]


class Module(NamedTuple):
    """A module of the program: its path from the package on, and its syntax tree."""

    name: str
    tree: ast.Module


def modules(package: Path) -> list[Module]:
    """All modules of a package."""
    return [
        Module(path.relative_to(package).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(package.rglob("*.py"))
    ]


def broken(rule: Rule, module: Module) -> list[str]:
    """What breaks a rule in a module, as lines for a report."""
    return [
        f"{module.name}:{getattr(node, 'lineno', 0)}: {why}: {ast.unparse(node)[:90]}"
        for node, why in rule(module)
    ]


def called(node: ast.AST) -> str:
    """The name that a call calls, without what it belongs to."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_literal(node: ast.AST) -> bool:
    """Whether it is text that stands in the source, or a choice between such texts."""
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def keywords(node: ast.Call) -> set[str]:
    """The names of its keyword arguments."""
    return {keyword.arg or "" for keyword in node.keywords}


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the name that it calls."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, called(node)


def names(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every name, also as an attribute of something."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.Attribute):
            yield node, node.attr


def is_false(node: ast.AST) -> bool:
    """Whether it is the constant False."""
    return isinstance(node, ast.Constant) and node.value is False


def imports(module: Module) -> Iterator[tuple[ast.AST, str]]:
    """Every import with the whole name of what it imports."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
