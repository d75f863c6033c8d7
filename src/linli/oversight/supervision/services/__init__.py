"""Writes of supervision: documents in, tasks out, orders, bulletins. Each is one transaction."""

from __future__ import annotations

from .bulletins import draw_up_bulletin, publish_bulletin, remark_on_bulletin
from .correcting import correct_article, correct_front, correct_task, merge_next, split_task
from .mapping import map_unit
from .orders import issue_order, reply_order
from .reading import read_in, withdraw
from .sending import confirm, send_all

__all__ = [
    "confirm",
    "correct_article",
    "correct_front",
    "correct_task",
    "draw_up_bulletin",
    "issue_order",
    "map_unit",
    "merge_next",
    "publish_bulletin",
    "read_in",
    "remark_on_bulletin",
    "reply_order",
    "send_all",
    "split_task",
    "withdraw",
]
