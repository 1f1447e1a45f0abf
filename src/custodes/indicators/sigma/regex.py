"""RE2 for the regular expressions of rules, as the engine has it, without its notes to standard error."""

from __future__ import annotations

import re
from typing import cast

import re2
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RE2RegexEngine, RegexPattern

__all__ = ["POLICY"]

_LETTERS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"), (re.DOTALL, "s"))


class _Quiet(RE2RegexEngine):
    """Compiles like pySigma's own engine; what cannot be compiled is said in the exception only."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        """Return the compiled expression. Raises ``re2.error``."""
        options = re2.Options()
        options.log_errors = False
        letters = "".join(letter for flag, letter in _LETTERS if int(flags) & int(flag))
        return cast("RegexPattern", re2.compile(f"(?{letters}){pattern}" if letters else pattern, options))


POLICY = SigmaPolicy(regex_engine=_Quiet())
"""How rules are parsed: RE2 alone, nothing from outside."""
