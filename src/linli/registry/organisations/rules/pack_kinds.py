"""The file that packs give to organisations: posts and their powers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.kernel.packs import LABEL, Finding, Kind, PackFile, Packs

POSTS: dict[str, Any] = {
    "type": "object",
    "required": ["posts"],
    "additionalProperties": False,
    "properties": {
        "posts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "name", "powers"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                    "name": LABEL,
                    "powers": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+\\.[a-z_]+$"}},
                    "rank": {"type": "integer"},
                },
            },
        }
    },
}


def _each_code_once(file: PackFile, packs: Packs) -> Iterator[Finding]:
    seen = {
        post["code"]
        for other in packs.of_kind("posts")
        if other.path < file.path
        for post in other.data["posts"]
    }
    for index, post in enumerate(file.data["posts"]):
        if post["code"] in seen:
            yield file.finding(("posts", index, "code"), f"post {post['code']!r} stands twice")
        seen.add(post["code"])


KIND = Kind("posts", "posts.yaml", POSTS, _each_code_once)
