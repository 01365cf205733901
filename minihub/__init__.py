"""An embedded Hugging Face Hub, for tests, demos and classrooms without internet."""

from .seed import DEFAULT, CatalogueError
from .server import MiniHub, serve

__all__ = ["DEFAULT", "CatalogueError", "MiniHub", "serve"]
