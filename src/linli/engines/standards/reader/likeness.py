"""Which article a task was taken from: a suggestion by shared wording, for a person to confirm."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from linli.engines.standards.reader.shapes import Article, Task

LEAST = 0.5
MOST_PAIRS = 200_000


def with_suggestions(tasks: tuple[Task, ...], articles: tuple[Article, ...]) -> tuple[Task, ...]:
    """Each task with the innermost article that holds most of its pairs of characters, if at least half."""
    outer = {article.id.rpartition("/")[0] for article in articles if article.kind != "point"}
    leaves = [each for each in articles if each.kind not in ("annex", "point") and each.id not in outer]
    if not tasks or len(tasks) * len(leaves) > MOST_PAIRS:
        return tasks
    wordings = [(article.id, _pairs(article.text)) for article in leaves]
    return tuple(_suggested(task, wordings) for task in tasks)


def _suggested(task: Task, wordings: list[tuple[str, set[str]]]) -> Task:
    wanted = _pairs(task.text)
    best, share = None, 0.0
    for name, pairs in wordings:
        found = len(wanted & pairs) / len(wanted) if wanted else 0.0
        if found > share:
            best, share = name, found
    return replace(task, suggested_article=best, likeness=round(share, 2)) if share >= LEAST else task


def _pairs(text: str) -> set[str]:
    plain = [char for char in text if char.isalnum()]
    return {first + second for first, second in pairwise(plain)}
