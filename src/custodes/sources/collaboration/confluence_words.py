"""What the words of a Confluence audit event mean. Their keys end like "page.viewed", their English like "Page viewed".

References: confluence.atlassian.com/doc/audit-log-events-in-confluence; support.atlassian.com, "View the audit log".
"""

from __future__ import annotations

import re
from functools import lru_cache

from custodes.model.event import Action, Channel

__all__ = ["DOCUMENTS", "kind_of"]

_A, _C = Action, Channel
DOCUMENTS = frozenset(
    {"page", "blog", "blogpost", "blog post", "attachment", "content", "draft", "whiteboard", "file"}
)
"""Kinds of objects that are documents."""
_IS_DOCUMENT = re.compile(r"\b(?:page|pages|blog|blogpost|attachment|content|whiteboard|file|draft)\b")
_VERBS = (
    (re.compile(r"\b(?:view|read)"), _A.READ),
    (re.compile(r"\b(?:export|download)"), _A.DOWNLOAD),
    (re.compile(r"\b(?:upload|add)"), _A.UPLOAD),
    (re.compile(r"\b(?:trash|delet|remov|purg)"), _A.DELETE),
    (re.compile(r"\bmov"), _A.MOVE),
    (re.compile(r"\brenam"), _A.RENAME),
    (re.compile(r"\b(?:copi|copy)"), _A.COPY),
    (re.compile(r"\b(?:creat|publish)"), _A.CREATE),
    (re.compile(r"\b(?:updat|edit|restor)"), _A.UPDATE),
)
_LOGIN = re.compile(r"\b(?:log ?in|logged in|logon|authentication)\b")
_LOGOUT = re.compile(r"\b(?:log ?out|logged out)\b")
_FAILED = re.compile(r"\bfail")
_RIGHT = re.compile(r"\b(?:permission|restriction|public link|anonymous access)")
_ENDS = re.compile(r"\b(?:remov|revok|delet|disabl)")
_BEGINS = re.compile(r"\b(?:add|grant|creat|enabl)")
_SHARED = re.compile(r"\bshared\b")
_SPACE_OUT = re.compile(r"\bspace (?:\w+ ){0,3}export|\bexport\w* (?:\w+ ){0,2}space\b")
_PREFIX = re.compile(r"\b(?:atlassian|confluence|audit|logging|summary|event|action|type)\b")


@lru_cache(10_000)
def kind_of(words: str) -> tuple[Action, Channel, str | None]:
    """Return action, channel and outcome of an event by its key and its English words.

    >>> kind_of("audit.logging.summary.page.viewed")[:2], kind_of("Space exported")[0]
    ((<Action.READ: 'read'>, <Channel.CLOUD: 'cloud'>), <Action.DOWNLOAD: 'download'>)
    >>> kind_of("Space permission removed")[0], kind_of("User created")[0], kind_of("Failed login")[2]
    (<Action.UNSHARE: 'unshare'>, <Action.OTHER: 'other'>, 'failure')
    """
    plain = _PREFIX.sub(" ", re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", words[:500]).lower())
    plain = " ".join(plain.split())
    if _LOGOUT.search(plain):
        return _A.LOGOFF, _C.SIGNIN, None
    if _LOGIN.search(plain):
        return _A.LOGON, _C.SIGNIN, "failure" if _FAILED.search(plain) else "success"
    if _RIGHT.search(plain):
        return _right(plain)
    if _SPACE_OUT.search(plain):
        return _A.DOWNLOAD, _C.CLOUD, None
    if not _IS_DOCUMENT.search(plain):
        return _A.OTHER, _C.ADMIN, None
    if _SHARED.search(plain):
        return _A.SHARE, _C.SHARE, None
    for pattern, action in _VERBS:
        if pattern.search(plain):
            return action, _C.CLOUD, None
    return _A.OTHER, _C.ADMIN, None


def _right(plain: str) -> tuple[Action, Channel, str | None]:
    """Say whether a right was given or taken; a restriction that ends opens a page."""
    given, taken = _BEGINS.search(plain) is not None, _ENDS.search(plain) is not None
    if "restriction" in plain:
        given, taken = taken, given
    if given == taken:
        return _A.OTHER, _C.ADMIN, None
    return _A.SHARE if given else _A.UNSHARE, _C.SHARE, None
