"""What besides the handout decides the bytes of a PDF: templates, styles, and the versions of what sets them."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
STYLE: Final = HERE / "styles" / "sheet.css"
FONTS: Final = HERE / "fonts.conf"

_SETTERS: Final = ("gut-protocols", "weasyprint", "pydyf", "jinja2", "babel", "uharfbuzz", "fontpkg-source-sans-3")


@cache
def edition() -> str:
    """A digest that changes with any of them, so that no PDF outlives the release that made it."""
    files = sorted((*HERE.rglob("*.html"), *HERE.rglob("*.css"), *HERE.rglob("*.py")))
    digest = hashlib.sha256(" ".join(f"{name}=={version(name)}" for name in _SETTERS).encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
