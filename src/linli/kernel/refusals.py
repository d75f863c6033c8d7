"""A refusal is an anticipated "no": what happened, why, and what to do next.

Refusal
  NotAllowed   the actor may not do this                     403
  NotFound     no such thing, or not for this actor          404
  OutOfTurn    right act, wrong moment, state or version     409
  TooLarge     more than this door lets through              413
  RuleBroken   the act breaks a rule of the domain           422
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Refusal(Exception):
    """Root of the tree. `article` names the rule it rests on (document and article); `facts` are plain
    values.
    """

    status = 400

    def __init__(self, message: Text, *, remedy: Text = "", article: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.article = article
        self.facts = facts

    def __str__(self) -> str:
        """The sentence in the reader's language, decided only now."""
        return f"{self.message} {self.remedy}".strip()

    @property
    def code(self) -> str:
        """A stable name for machines: the class, in snake case."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class NotAllowed(Refusal):
    status = 403


class NotFound(Refusal):
    status = 404


class OutOfTurn(Refusal):
    status = 409


class TooLarge(Refusal):
    status = 413


class RuleBroken(Refusal):
    status = 422


def require(allowed: bool, message: Text, **facts: Any) -> None:
    """Stop here unless `allowed`."""
    if not allowed:
        raise NotAllowed(message, **facts)
