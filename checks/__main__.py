"""`python -m checks` is the command `tour`."""

import sys

from checks.cli import main

sys.exit(main())
