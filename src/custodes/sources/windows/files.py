r"""What a Windows event says of a file: the access that was used, its path, where it lives.

An access mask says which rights were used at once. Writing goes before deleting (programs that save ask for both) and
before reading; attributes, permissions and the like are no action on what a document holds.

References: learn.microsoft.com/previous-versions/windows/it-pro/windows-10/security/threat-protection/auditing/event-4663.
"""

from __future__ import annotations

from functools import lru_cache

from custodes.model.event import Action

__all__ = ["area_of_path", "area_of_share", "done_by", "shared_path"]

_WRITE = 0x2 | 0x4 | 0x40000000  # WriteData, AppendData, GENERIC_WRITE
_DELETE = 0x10000 | 0x40  # DELETE, DeleteChild
_READ = 0x1 | 0x80000000 | 0x10000000  # ReadData, GENERIC_READ, GENERIC_ALL
_NT = "\\??\\"


def done_by(mask: int | None) -> Action:
    """Say what was done to a file, by the access mask.

    >>> [done_by(mask).value for mask in (0x1, 0x6, 0x10000, 0x12019F, 0x80, None)]
    ['read', 'update', 'delete', 'update', 'other', 'other']
    """
    if not mask:
        return Action.OTHER
    if mask & _WRITE:
        return Action.UPDATE
    if mask & _DELETE:
        return Action.DELETE
    return Action.READ if mask & _READ else Action.OTHER


def shared_path(share: str, local: str, relative: str) -> str | None:
    r"""Return the path of what was opened through a share: under the server's own folder where that is said.

    >>> shared_path("\\\\*\\Plans", "\\??\\D:\\Plans", "a\\b.docx")
    '\\??\\D:\\Plans\\a\\b.docx'
    >>> shared_path("\\\\*\\Plans", "", "")
    '\\\\*\\Plans\\'
    """
    folder = (local or share).rstrip("\\")
    return f"{folder}\\{relative.strip(chr(92))}" if folder else relative or None


@lru_cache(100_000)
def area_of_share(host: str, share: str, relative: str) -> str | None:
    r"""Return server, share and at most two folders.

    >>> area_of_share("FS1.acme.example", "\\\\*\\Plans", "a\\b\\c\\d.docx")
    'FS1/Plans/a/b'
    """
    name = share.strip("\\").rpartition("\\")[2]
    folders = [part for part in relative.split("\\")[:-1] if part]
    return "/".join([host.partition(".")[0], name, *folders[:2]]) if name else None


@lru_cache(100_000)
def area_of_path(path: str) -> str | None:
    r"""Return drive and at most three folders.

    >>> area_of_path("\\??\\D:\\a\\b\\c\\d\\e.docx"), area_of_path("e.docx")
    ('D:/a/b/c', None)
    """
    folders = [part for part in path.removeprefix(_NT).split("\\")[:-1] if part]
    return "/".join(folders[:4]) or None
