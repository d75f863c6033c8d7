"""Reads a policy document: title, number, issuers, dates, cited documents, articles and the table of tasks.

`read(data, filename=...)` takes txt (any usual Chinese encoding), docx or text PDF, simplified or
traditional, hard-wrapped or with leavings of a web page; it raises `Unreadable` and nothing else.
`find(reading, "三(三)2")` gives the article that a citation means. How ids are formed stands in `outline`.
"""

from __future__ import annotations

from pathlib import PurePath

from linli.engines.standards.reader.articles import articles_of
from linli.engines.standards.reader.citations import find
from linli.engines.standards.reader.cites import cites_of, number_key
from linli.engines.standards.reader.decode import decode
from linli.engines.standards.reader.front import front_of
from linli.engines.standards.reader.likeness import with_suggestions
from linli.engines.standards.reader.lines import hard_wrapped, lines_of
from linli.engines.standards.reader.outline import outline_of
from linli.engines.standards.reader.shapes import Article, Cite, Dated, Reading, Task, Unreadable
from linli.engines.standards.reader.tasks import tasks_of

__all__ = ["Article", "Cite", "Dated", "Reading", "Task", "Unreadable", "find", "number_key", "read"]


def read(data: bytes, *, filename: str = "") -> Reading:
    """The document in `data`; `filename` only gives a title to one that names none. Raises Unreadable."""
    decoded = decode(data)
    source = decoded.text
    lines = lines_of(source)
    wrapped = hard_wrapped(lines)
    outline = outline_of(lines, wrapped=wrapped)
    front = front_of(source, outline, name=PurePath(filename).stem)
    articles = articles_of(source, outline.nodes, wrapped=wrapped)
    own = number_key(front.number)
    return Reading(
        source=source,
        title=front.title,
        number=front.number,
        issuers=front.issuers,
        dates=front.dates,
        cites=tuple(
            cite
            for cite in cites_of(source)
            if not (cite.title and cite.title == front.title) and not (cite.key and cite.key == own)
        ),
        articles=articles,
        tasks=with_suggestions(tasks_of(source), articles),
        record=front.record,
        encoding=decoded.encoding,
    )
