"""Changing an expression of case definitions by place: pure functions, no widgets.

A place is the path of part numbers from the root: () is the root, (1, 0) the first part of the
second part. Every function returns the new expression and where the thing in question is now.
"""

from __future__ import annotations

from dataclasses import replace

from curator_app.domain.criteria import MAX_DEPTH, Combination, Expression, Use

Path = tuple[int, ...]
Result = tuple[Expression | None, Path]

OPERATOR_NAMES = {
    "all": "All of",
    "any": "Any of",
    "unsure": "Unsure which of",
}
OPERATOR_HELP = {
    "all": "everybody had to meet every one",
    "any": "meeting one was enough",
    "unsure": "an ambiguous name with these readings",
}


def at(expr: Expression, path: Path) -> Expression:
    """What stands at a place."""
    for number in path:
        if not isinstance(expr, Combination):
            raise IndexError(path)
        expr = expr.parts[number]
    return expr


def put(expr: Expression, path: Path, new: Expression) -> Expression:
    """The expression with another thing at a place."""
    if not path:
        return new
    if not isinstance(expr, Combination):
        raise IndexError(path)
    parts = list(expr.parts)
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    return Combination(expr.operator, tuple(parts))


def add(expr: Expression | None, path: Path, new: Expression, operator: str = "any") -> Result:
    """Add `new` at the end of the group at `path`, or behind the leaf there.

    A leaf at the root becomes a group first, joined by `operator`.
    """
    if expr is None:
        return new, ()
    target = at(expr, path)
    if isinstance(target, Combination):
        grown = Combination(target.operator, (*target.parts, new))
        return put(expr, path, grown), (*path, len(target.parts))
    if not path:
        return Combination(operator, (target, new)), (1,)
    group = at(expr, path[:-1])
    assert isinstance(group, Combination)  # noqa: S101 - only groups have parts
    place = path[-1] + 1
    parts = (*group.parts[:place], new, *group.parts[place:])
    return put(expr, path[:-1], Combination(group.operator, parts)), (*path[:-1], place)


def remove(expr: Expression, path: Path) -> Result:
    """Take the thing at `path` out; a group that is left empty goes with it."""
    if not path:
        return None, ()
    group = at(expr, path[:-1])
    assert isinstance(group, Combination)  # noqa: S101 - only groups have parts
    parts = group.parts[: path[-1]] + group.parts[path[-1] + 1 :]
    if not parts:
        return remove(expr, path[:-1])
    place = min(path[-1], len(parts) - 1)
    return put(expr, path[:-1], Combination(group.operator, parts)), (*path[:-1], place)


def move(expr: Expression, path: Path, step: int) -> Result:
    """Exchange the thing at `path` with its neighbour in the same group; at the end, step out."""
    if not path:
        return expr, path
    group = at(expr, path[:-1])
    assert isinstance(group, Combination)  # noqa: S101 - only groups have parts
    target = path[-1] + step
    if 0 <= target < len(group.parts):
        parts = list(group.parts)
        parts[path[-1]], parts[target] = parts[target], parts[path[-1]]
        return put(expr, path[:-1], Combination(group.operator, tuple(parts))), (*path[:-1], target)
    return _step_out(expr, path, step)


def _step_out(expr: Expression, path: Path, step: int) -> Result:
    if len(path) < 2:
        return expr, path
    moved = at(expr, path)
    group, outer = at(expr, path[:-1]), at(expr, path[:-2])
    assert isinstance(group, Combination)  # noqa: S101 - only groups have parts
    assert isinstance(outer, Combination)  # noqa: S101 - only groups have parts
    rest = group.parts[: path[-1]] + group.parts[path[-1] + 1 :]
    here = path[-2]
    inner: tuple[Expression, ...] = (Combination(group.operator, rest),) if rest else ()
    around = (*inner, moved) if step > 0 else (moved, *inner)
    place = here + (len(inner) if step > 0 else 0)
    parts = (*outer.parts[:here], *around, *outer.parts[here + 1 :])
    return put(expr, path[:-2], Combination(outer.operator, parts)), (*path[:-2], place)


def wrap(expr: Expression, path: Path, operator: str) -> Result:
    """Put the thing at `path` into a group of its own; refused when it would be too deep."""
    if len(path) + depth(at(expr, path)) >= MAX_DEPTH:
        return expr, path
    return put(expr, path, Combination(operator, (at(expr, path),))), path


def unwrap(expr: Expression, path: Path) -> Result:
    """Dissolve the group at `path`: its parts join the group around it.

    The root group can only go when it holds one thing.
    """
    group = at(expr, path)
    if not isinstance(group, Combination):
        return expr, path
    if len(group.parts) == 1:
        return put(expr, path, group.parts[0]), path
    if not path:
        return expr, path
    outer = at(expr, path[:-1])
    assert isinstance(outer, Combination)  # noqa: S101 - only groups have parts
    parts = (*outer.parts[: path[-1]], *group.parts, *outer.parts[path[-1] + 1 :])
    return put(expr, path[:-1], Combination(outer.operator, parts)), path


def set_operator(expr: Expression, path: Path, operator: str) -> Result:
    """Join the group at `path`, or the group around the leaf there, in another way."""
    target = at(expr, path)
    if isinstance(target, Combination):
        return put(expr, path, replace(target, operator=operator)), path
    if not path:
        return expr, path
    changed, _ = set_operator(expr, path[:-1], operator)
    return changed, path


def depth(expr: Expression) -> int:
    """How many groups lie around the deepest definition."""
    if isinstance(expr, Use):
        return 0
    return 1 + max(depth(part) for part in expr.parts)
