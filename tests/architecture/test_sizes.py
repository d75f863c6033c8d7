"""What fits on a page can be understood."""

from __future__ import annotations

import ast

from tests.architecture.tree import all_python_files, parsed, python_files, said

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 30


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Of the body: a long table of named arguments and a docstring make nothing harder to follow."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_a_file_stays_under_300_lines() -> None:
    lengths = {said(path): len(path.read_text(encoding="utf-8").splitlines()) for path in all_python_files()}
    assert {name: length for name, length in lengths.items() if length > LINES_OF_A_FILE} == {}


def test_a_function_stays_under_30_lines() -> None:
    found = [
        f"{said(path)} {node.name}: {_lines(node)}"
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lines(node) > LINES_OF_A_FUNCTION
    ]
    assert found == []
