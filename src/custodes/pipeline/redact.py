"""Evidence without what it must not keep: command lines, passwords, tokens, bodies, queries of addresses.

A cited record is kept as it stands in its file, except that these values are replaced. Its hash is that of the whole record,
so that whoever has the file can show that nothing else was changed.
"""

from __future__ import annotations

import re

__all__ = ["LEFT_OUT", "redacted"]

LEFT_OUT = "[left out]"
_MARK = LEFT_OUT.encode()
_NAMES = (
    rb"(?i:\w{0,40}(?:command_?line|scriptblocktext|password|passwd|secret|cookie|authorization|proctitle|(?:access|refresh|id|bearer)"
    rb"_?token)|token|body|bodypreview|args|additionalfields\.command)"
)
_RULES = (
    # JSON: a text, or a list of plain values; then the same inside a JSON text
    (rb'("' + _NAMES + rb'"\s*+:\s*+)(?:"(?:[^"\\]|\\.)*+"|\[[^\[\]{}]*+\])', rb'\1"' + _MARK + rb'"'),
    (rb'(\\"' + _NAMES + rb'\\"\s*+:\s*+)\\"(?:[^"\\]|\\[^"]|\\\\")*?\\"', rb'\1\\"' + _MARK + rb'\\"'),
    # XML of Windows
    (rb"(<Data Name=['\"]" + _NAMES + rb"['\"]>)[^<]*+", rb"\1" + _MARK),
    # Linux audit and sudo
    (rb"(\bproctitle=)(?:\"[^\"]*+\"|\S++)", rb"\1" + _MARK),
    (rb"(\bcmd=)(?:\"[^\"]*+\"|\S++)", rb"\1" + _MARK),
    (rb"(\bCOMMAND=\S++ ).++", rb"\1" + _MARK),
    # addresses: who signs in, and what is asked
    (rb"((?i:\b(?:https?|ftps?|sftp)://)[^\s\"'<>?\\]{0,4000}+\?)[^\s\"'<>\\]++", rb"\1" + _MARK),
    (rb"((?i:\b(?:https?|ftps?|sftp)://))[^\s/\"'<>@]{0,500}+@", rb"\1" + _MARK + rb"@"),
    (rb"((?i:\b(?:password|passwd|secret|token)=))(?:\"[^\"]*+\"|[^\s&;,]++)", rb"\1" + _MARK),
)
_COMPILED = tuple((re.compile(pattern), put) for pattern, put in _RULES)
_EXECVE = re.compile(rb"(\ba\d{1,5}(?:\[\d{1,5}\])?=)(?:\"[^\"]*+\"|\S++)")


def redacted(data: bytes) -> bytes:
    r"""Return a record without such values. Linear in its length.

    >>> redacted(b'{"FileName":"cp.exe","ProcessCommandLine":"cp \\"a\\" b","Sid":"S-1"}')
    b'{"FileName":"cp.exe","ProcessCommandLine":"[left out]","Sid":"S-1"}'
    >>> redacted(b"GET http://jane:pw@example.org/a.pdf?token=1 jdoe")
    b'GET http://[left out]@example.org/a.pdf?[left out] jdoe'
    >>> redacted(b'type=EXECVE msg=audit(1.0:2): argc=2 a0="cp" a1="--key=x"')
    b'type=EXECVE msg=audit(1.0:2): argc=2 a0=[left out] a1=[left out]'
    """
    for pattern, put in _COMPILED:
        data = pattern.sub(put, data)
    return _EXECVE.sub(rb"\1" + _MARK, data) if b"type=EXECVE" in data else data
