"""What products call an action, in their own words, and what it is in ours: the table behind CEF, LEEF and mappings.

A name such as "File Copied to Removable Media" or "fileUploadBlocked" is taken apart into words. The first known verb is
the action; the nouns beside it say over which channel. Nothing known: the record is administrative and never scored.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from custodes.model.event import Action, Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Kind", "channel_in", "kind_of", "outcome_of", "words_of"]

_A, _C = Action, Channel
_TRANSFERRED = "copy copied copying copies transfer transferred burn burned burnt"

VERBS: Mapping[Action, str] = {
    _A.UNMOUNT: "unmount unmounted disconnect disconnected eject ejected unplug unplugged detached",
    _A.MOUNT: "mount mounted connect connected insert inserted plugged attached arrival plugin",
    _A.LOGOFF: "logoff logout signout loggedoff loggedout",
    _A.LOGON: "logon login signin loggedin loggedon logged authenticate authenticated authentication",
    _A.UNSHARE: "unshare unshared",
    _A.PRINT: "print printed printing printjob",
    _A.UPLOAD: "upload uploaded uploading post put",
    _A.DOWNLOAD: "download downloaded downloading",
    _A.COPY: _TRANSFERRED,
    _A.SHARE: "share shared sharing",
    _A.RENAME: "rename renamed",
    _A.MOVE: "move moved",
    _A.DELETE: "delete deleted deletion erase erased unlink unlinked",
    _A.ARCHIVE: "archive archived compress compressed zipped",
    _A.ENCRYPT: "encrypt encrypted",
    _A.CLEAR: "cleared clear",
    _A.CREATE: "create created creation",
    _A.UPDATE: "update updated modify modified modification edit edited write wrote written save saved change changed",
    _A.SEND: "send sent sending outgoing outbound",
    _A.RECEIVE: "receive received incoming inbound",
    _A.READ: "read open opened view viewed access accessed preview previewed",
    _A.VISIT: "visit visited browse browsed browsing get",
}
"""Action -> words that say it, the more particular first."""

NOUNS: Mapping[Channel, str] = {
    _C.REMOVABLE: "usb removable thumb pendrive flash optical cd dvd floppy sdcard mtp wpd memorystick",
    _C.PRINT: "print printed printer printing printjob",
    _C.MAIL: "mail email smtp e-mail recipient recipients exchange outlook",
    _C.MESSAGING: "chat im teams slack messenger messaging skype whatsapp",
    _C.SYNC: "sync synced synchronised synchronized",
    _C.CLOUD: "cloud sharepoint onedrive gdrive googledrive dropbox box s3 bucket saas casb o365 office365 workspace",
    _C.CODE: "git repository repo github gitlab bitbucket",
    _C.SHARE: "link sharing",
    _C.WEB: "web http https url proxy browser ftp website site",
    _C.FILE: "file files folder directory document smb cifs nas nfs",
}
"""Channel -> words that name it, the more particular first."""

_DETECTS = {"dlp", "incident", "violation", "violated", "matched", "policy"}
_OUTCOMES: Mapping[str, str] = {
    "failure": "block blocked blocking deny denied prevent prevented fail failed failure reject rejected drop dropped"
    " quarantine quarantined refused unsuccessful error reset invalid",
    "success": "allow allowed permit permitted pass passed success successful succeeded accept accepted ok",
}
_VERB_OF = {word: action for action, words in reversed(list(VERBS.items())) for word in words.split()}
_KNOWN = {*_VERB_OF, *(word for words in (*NOUNS.values(), *_OUTCOMES.values()) for word in words.split())}
_RANK = {action: rank for rank, action in enumerate(VERBS)}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ALWAYS = {_A.LOGON: _C.SIGNIN, _A.LOGOFF: _C.SIGNIN, _A.PRINT: _C.PRINT, _A.CLEAR: _C.ADMIN}
_PUT = (_A.CREATE, _A.UPDATE, _A.COPY, _A.MOVE, _A.SEND, _A.UPLOAD)
_CHANGES = (*_PUT, _A.DELETE, _A.RENAME, _A.READ)
_OVER = {
    **{(_C.REMOVABLE, action): _A.COPY for action in _PUT},
    (_C.WEB, _A.COPY): _A.UPLOAD,
    (_C.WEB, _A.SEND): _A.UPLOAD,
    (_C.WEB, _A.READ): _A.VISIT,
    (_C.WEB, _A.VISIT): _A.VISIT,
}
"""What a verb means over a channel where it is another one of ours."""


_SETTINGS = frozenset(
    {"policy", "setting", "settings", "configuration", "config", "rule", "license", "signature", "agent"}
    | {"account", "password", "group", "role", "permission", "permissions", "profile"}
)
"""What is created and changed without a document being touched."""
_GLUED = ("file", "folder", "document", "mail", "email", "usb", "print", "user", "logon", "login")


class Kind(NamedTuple):
    """What a record is about."""

    action: Action
    channel: Channel


@lru_cache(50_000)
def words_of(text: str) -> tuple[str, ...]:
    """Take a name apart into words in lower case, at most a hundred.

    >>> words_of("fileUploadBlocked: USB_Storage HTTPRequest")
    ('file', 'upload', 'blocked', 'usb', 'storage', 'http', 'request')
    """
    found: list[str] = []
    for word in map(str.lower, _WORD.findall(text[:1000])[:100]):
        noun = next((noun for noun in _GLUED if word.startswith(noun) and word[len(noun) :] in _KNOWN), "")
        found += [noun, word[len(noun) :]] if noun and word not in _KNOWN else [word]
    joined = [a + b for a, b in pairwise(found) if a + b in _KNOWN]
    return (*found, *joined)


def kind_of(says: Iterable[str], about: Iterable[str] = (), otherwise: Channel | None = None) -> Kind:
    """Return action and channel. ``says``: names of the action, the surest first; ``about``: product, category, protocol.

    ``otherwise``: the channel where no word names one, as the record's fields have it.

    >>> kind_of(["File copied to removable media"])
    Kind(action=<Action.COPY: 'copy'>, channel=<Channel.REMOVABLE: 'removable'>)
    >>> kind_of(["blocked", "Policy violation"], ["DLP", "smtp"])
    Kind(action=<Action.DETECT: 'detect'>, channel=<Channel.MAIL: 'mail'>)
    >>> kind_of(["Signature update finished"])
    Kind(action=<Action.OTHER: 'other'>, channel=<Channel.ADMIN: 'admin'>)
    """
    texts = [words_of(text) for text in says if text]
    beside = [words_of(text) for text in about if text]
    action = next((verb for words in texts if (verb := _verb(words)) is not None), None)
    named, more = _nouns(texts), _nouns(beside)
    files = (
        _C.FILE if _C.FILE in (*named, *more) else otherwise
    )  # nearly all say "file": any other noun says more
    channel = next((noun for noun in (*named, *more) if noun is not _C.FILE), files)
    spoken = {word for words in texts for word in words}
    if (
        action is None
        and channel
        and not _DETECTS.isdisjoint({*spoken, *(word for words in beside for word in words)})
    ):
        return Kind(_A.DETECT, channel)
    of_product = action in _PUT and channel is _C.REMOVABLE and not named
    if action in _CHANGES and otherwise is None and (spoken & _SETTINGS or of_product):
        return Kind(_A.OTHER, _C.ADMIN)  # the policy of a USB product was changed, and no file
    return _together(action, channel)


def channel_in(texts: Iterable[str], otherwise: Channel) -> Channel:
    """Return the channel that some texts name, the more particular before files."""
    nouns = _nouns([words_of(text) for text in texts if text])
    return next((noun for noun in nouns if noun is not _C.FILE), otherwise)


def _together(action: Action | None, channel: Channel | None) -> Kind:
    """Say what a verb means over a channel: what is written to a removable medium is copied there."""
    if action in _ALWAYS:
        return Kind(action, _ALWAYS[action])
    if action is _A.UPLOAD and channel in (None, _C.FILE):
        channel = _C.WEB
    connects = action in (_A.MOUNT, _A.UNMOUNT)
    if action is None or channel is None or (connects and channel is not _C.REMOVABLE):
        return Kind(_A.OTHER, _C.ADMIN)
    return Kind(_OVER.get((channel, action), _A.READ if action is _A.VISIT else action), channel)


def outcome_of(*texts: str | None) -> str | None:
    """Return "failure" or "success" by the first text that says one.

    >>> outcome_of("Action: Blocked"), outcome_of("", "allowed"), outcome_of("seen")
    ('failure', 'success', None)
    """
    for text in texts:
        words = set(words_of(text)) if text else set()
        for outcome, names in _OUTCOMES.items():
            if not words.isdisjoint(names.split()):
                return outcome
    return None


def _verb(words: tuple[str, ...]) -> Action | None:
    verbs = [_VERB_OF[word] for word in words if word in _VERB_OF]
    return min(verbs, key=_RANK.__getitem__) if verbs else None


def _nouns(texts: Iterable[tuple[str, ...]]) -> list[Channel]:
    return [noun for words in texts if (noun := _noun(words)) is not None]


def _noun(words: tuple[str, ...]) -> Channel | None:
    return next((channel for channel, names in _NAMES if not names.isdisjoint(words)), None)


_NAMES = tuple((channel, frozenset(words.split())) for channel, words in NOUNS.items())
