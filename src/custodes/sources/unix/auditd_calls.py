"""System calls that open, make, rename or remove files, by architecture and number, and what they do.

References: arch/x86/entry/syscalls/syscall_64.tbl and syscall_32.tbl, include/uapi/asm-generic/unistd.h of Linux;
open(2), openat2(2), rename(2), unlink(2), mount(2).
"""

from __future__ import annotations

from custodes.model.event import Action

__all__ = ["ACTIONS", "call_name", "writes"]

_A = Action
_X86_64 = {
    2: "open", 21: "access", 59: "execve", 76: "truncate", 77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir",
    85: "creat", 86: "link", 87: "unlink", 88: "symlink", 165: "mount", 166: "umount2", 257: "openat", 258: "mkdirat",
    263: "unlinkat", 264: "renameat", 265: "linkat", 266: "symlinkat", 316: "renameat2", 322: "execveat", 437: "openat2",
}  # fmt: skip
_GENERIC = {
    34: "mkdirat", 35: "unlinkat", 36: "symlinkat", 37: "linkat", 38: "renameat", 39: "umount2", 40: "mount",
    45: "truncate", 46: "ftruncate", 56: "openat", 221: "execve", 276: "renameat2", 281: "execveat", 437: "openat2",
}  # fmt: skip
_X86 = {
    5: "open", 8: "creat", 9: "link", 10: "unlink", 11: "execve", 21: "mount", 38: "rename", 39: "mkdir", 40: "rmdir",
    52: "umount2", 92: "truncate", 93: "ftruncate", 295: "openat", 296: "mkdirat", 301: "unlinkat", 302: "renameat",
    303: "linkat", 353: "renameat2", 358: "execveat", 437: "openat2",
}  # fmt: skip
_TABLES = {"c000003e": _X86_64, "c00000b7": _GENERIC, "c00000f3": _GENERIC, "40000003": _X86}

ACTIONS = {
    "open": _A.READ,
    "openat": _A.READ,
    "openat2": _A.READ,
    "creat": _A.CREATE,
    "truncate": _A.UPDATE,
    "ftruncate": _A.UPDATE,
    "rename": _A.RENAME,
    "renameat": _A.RENAME,
    "renameat2": _A.RENAME,
    "unlink": _A.DELETE,
    "unlinkat": _A.DELETE,
    "rmdir": _A.DELETE,
    "mkdir": _A.CREATE,
    "mkdirat": _A.CREATE,
    "link": _A.COPY,
    "linkat": _A.COPY,
    "mount": _A.MOUNT,
    "umount2": _A.UNMOUNT,
}
_FLAGS_AT = {"open": "a1", "openat": "a2"}  # the argument that holds O_WRONLY (1) or O_RDWR (2)


def call_name(arch: str, number: str, enriched: str = "") -> str:
    """Return a system call's name, or "" where it is none of those told here.

    >>> call_name("c000003e", "257"), call_name("c00000b7", "56"), call_name("c000003e", "44")
    ('openat', 'openat', '')
    """
    if enriched:
        return enriched
    return (
        _TABLES.get(arch.lower(), {}).get(int(number), "") if number.isdecimal() and len(number) < 6 else ""
    )


def writes(name: str, fields: dict[str, str]) -> bool:
    """Say whether a file was opened for writing; not known (and False) for openat2, whose flags lie in memory.

    >>> writes("openat", {"a2": "241"}), writes("open", {"a1": "0"})
    (True, False)
    """
    try:
        return int(fields.get(_FLAGS_AT.get(name, ""), "0"), 16) & 3 in (1, 2)
    except ValueError:
        return False
