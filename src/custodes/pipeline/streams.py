"""The content handed to a source: exactly what was hashed, no byte more, and hashed again as it passes.

A log may be written to while it is read. What came after the hash was taken waits for the next ingest; what changed
meanwhile shows as another hash, and then nothing of the file is stored.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from custodes.pipeline.contents import Content

__all__ = ["Checked"]


class Checked(io.RawIOBase):
    """Reads ``content.bytes`` bytes of a stream, then ends as the hashed content did: at its end or with its error.

    ``changed`` says afterwards whether the content differs from what was hashed.
    """

    def __init__(self, stream: BinaryIO, content: Content, advance: Callable[[int], None]) -> None:
        super().__init__()
        self._stream = stream
        self._content = content
        self._advance = advance
        self._left = content.bytes
        self._short = False
        self._sha = hashlib.sha256()

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most ``size`` bytes, at least one unless at the end; nothing read is lost to the final error."""
        if size < 0:
            return self.readall()
        wanted = min(size, self._left)
        if wanted == 0:
            if size and self._content.error is not None:
                raise self._content.error
            return b""
        data = self._stream.read(wanted)
        if not data:
            self._short = True
            message = "the file became shorter while it was read"
            raise EOFError(message)
        self._left -= len(data)
        self._sha.update(data)
        self._advance(len(data))
        return data

    def readinto(self, buffer: object) -> int:
        """Fill a buffer as a raw stream does."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    @property
    def changed(self) -> bool:
        """Whether the content is another one than was hashed; False where it was not read to its end."""
        return self._short or (self._left == 0 and self._sha.hexdigest() != self._content.sha256)
