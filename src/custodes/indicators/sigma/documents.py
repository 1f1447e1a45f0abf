"""Rule files as documents: found below a folder, bounded in size and number, read as safe YAML.

A file that cannot be read is refused as a whole; no document of it is taken.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from sigma.exceptions import SigmaError
from sigma.rule import SigmaYAMLLoader
from sigma.rule.base import check_alias_expansion

from custodes.errors import UsageError
from custodes.indicators.sigma.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MAX_BYTES", "MAX_FILES", "Document", "documents_of"]

MAX_BYTES = 256 * 1024
"""Largest file of rules; real ones have a few thousand bytes."""

MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML document. file: path below the folder · line: where it begins · sha256: of the whole file"""

    file: str
    line: int
    data: dict[str, Any]
    sha256: str

    @property
    def title(self) -> str:
        """The rule's title, else its name or id, as far as it says one."""
        named = (self.data.get(key) for key in ("title", "name", "id"))
        return next((" ".join(str(text).split())[:80] for text in named if text), "")

    def refused(self, reason: str, advice: str = "") -> Refusal:
        """Return why this document is not in force."""
        return Refusal(self.file, self.line, self.title, reason.rstrip("."), advice)


def documents_of(folder: Path) -> tuple[list[Document], list[Refusal]]:
    """Return all documents below a folder, or of one file, by path; and the files that cannot be read.

    Raises UsageError where there is nothing, or more than MAX_FILES. Links that lead out of the folder are not followed.
    """
    if not folder.exists():
        message = "there are no Sigma rules here"
        raise UsageError(message, place=str(folder), advice="name a folder of .yml files with --sigma")
    files = [folder] if folder.is_file() else _below(folder)
    if not files:
        message = "the folder holds no .yml or .yaml file"
        raise UsageError(message, place=str(folder), advice="name a folder of Sigma rules with --sigma")
    if len(files) > MAX_FILES:
        message = f"{len(files):,} files of rules are too many"
        raise UsageError(message, place=str(folder), advice=f"{MAX_FILES:,} are the most")
    found: list[Document] = []
    refused: list[Refusal] = []
    for path in files:
        name = path.name if path == folder else path.relative_to(folder).as_posix()
        try:
            found += _read(path, name)
        except (OSError, ValueError, yaml.YAMLError, SigmaError, RecursionError) as error:
            refused.append(Refusal(name, 0, "", _why(error), "other files are read"))
    return found, refused


def _below(folder: Path) -> list[Path]:
    root = folder.resolve()
    paths = (p for p in folder.rglob("*") if p.suffix.lower() in {".yml", ".yaml"} and p.is_file())
    return sorted(p for p in paths if p.resolve().is_relative_to(root))


def _read(path: Path, name: str) -> list[Document]:
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes"
        raise ValueError(message)
    sha256 = hashlib.sha256(content).hexdigest()
    loader = SigmaYAMLLoader(content.decode("utf-8-sig"))
    found = []
    try:
        while loader.check_node():
            node = loader.get_node()
            line = node.start_mark.line + 1 if node is not None else 1
            data = loader.construct_document(node)
            if data is None:
                continue
            if not isinstance(data, dict):
                message = f"the document in line {line} is no mapping"
                raise ValueError(message)  # noqa: TRY004 -- of the file, not of an argument
            check_alias_expansion(data)
            found.append(Document(name, line, data, sha256))
    finally:
        loader.dispose()
    return found


def _why(error: Exception) -> str:
    """Say in one line why a file cannot be read."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return "it is no UTF-8"
    if isinstance(error, yaml.YAMLError):
        return f"it is no YAML: {' '.join(str(error).split())[:200]}"
    return " ".join(str(error).split())[:200]
