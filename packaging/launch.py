"""Where the frozen program begins."""

import sys

from curator_app.__main__ import main

sys.exit(main())
