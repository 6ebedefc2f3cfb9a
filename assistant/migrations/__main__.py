"""`python -m assistant.migrations`: for developers; see `authoring`."""

import sys

from assistant.migrations.authoring import main

sys.exit(main(sys.argv[1:]))
