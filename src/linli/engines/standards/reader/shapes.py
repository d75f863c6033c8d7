"""What a reading gives back: frozen records, and the one refusal of the reader."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


class Unreadable(ValueError):
    """The input cannot be read as a policy document; `reason_code` is stable, `message` is for people.

    Codes: empty, too_large, too_long, binary, encoding, unsupported, encrypted, broken, expands_too_much,
    no_text, too_many_parts.
    """

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code
        self.message = message


@dataclass(frozen=True, slots=True)
class Dated:
    """A date the document states; `kind` says what it dates.

    Kinds: adopted (under the title, or 通过), approved (批准), revised (修订, 修正), issued (signature of a
    notice that prints and distributes, 印发), signed (signature), released (catalogue record), uploaded (web
    page), effective (起施行).
    """

    date: date
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cite:
    """A document the text names: a title in 《》, a document number, or both side by side.

    `number` is as printed (either bracket style, redaction stars kept), `key` for matching: brackets as 〔〕.
    """

    title: str
    number: str
    key: str
    redacted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered piece of the text.

    `id` is its path of printed labels (`二/4`, `五/(十四)`, `第三章/第十二条/(二)`), `level` its depth,
    `kind` annex, part, chapter, section, article, heading, clause, number, subnumber, circle or point.
    `[start, end)` are character offsets into `Reading.source`, children included; `text` is that span with
    hard-wrapped lines joined and mark-up removed. `paragraphs` are the spans of its own paragraphs (款).
    """

    id: str
    level: int
    kind: str
    number: int
    heading: str
    text: str
    start: int
    end: int
    paragraphs: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A row (or one line of a merged row, told apart by `sub`) of a table of tasks.

    `inferred_leads`, the units before the first comma, are an inference from punctuation, not a statement
    of the document; empty where there is no comma. `leads` are the units of a column that says 牵头.
    `suggested_article` is the id of the article whose wording is nearest, `likeness` the share of the task's
    wording found there (0..1). `line` counts from 1 in `Reading.source`; `others` are more columns by title.
    """

    number: int
    sub: str | None
    text: str
    units: tuple[str, ...]
    units_raw: str
    inferred_leads: tuple[str, ...]
    line: int
    leads: tuple[str, ...] = ()
    others: dict[str, str] = field(default_factory=dict)
    suggested_article: str | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read. `source` is the decoded text that all offsets point into."""

    source: str
    title: str
    number: str
    issuers: tuple[str, ...]
    dates: tuple[Dated, ...]
    cites: tuple[Cite, ...]
    articles: tuple[Article, ...]
    tasks: tuple[Task, ...]
    record: dict[str, str]
    encoding: str

    def as_dict(self) -> dict[str, Any]:
        """Ready for JSON; the source text is left out."""
        plain: dict[str, Any] = asdict(self)
        del plain["source"]
        for dated in plain["dates"]:
            dated["date"] = dated["date"].isoformat()
        return _lists(plain)  # type: ignore[no-any-return]


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_lists(item) for item in value]
    return value
