"""An embedded Hugging Face Hub, for tests, demos and classrooms without internet."""

from .handout import Handout
from .seed import DEFAULT, CatalogueError
from .server import MiniHub, serve

__all__ = ["DEFAULT", "CatalogueError", "Handout", "MiniHub", "serve"]
