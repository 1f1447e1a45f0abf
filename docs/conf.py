"""How the manual is built: Sphinx reads Markdown; every warning is an error (`make docs`)."""

from __future__ import annotations

from custodes import __version__

project = "Custodes"
author = "Custodes contributors"
release = version = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
html_title = "Custodes"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
