"""``python -m ziping``"""

import sys

from ziping.cli import main

sys.exit(main())
