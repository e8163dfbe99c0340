"""The tests. Compiled modules are kept between processes, also where the environment would have none written."""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the programs that tests start keep theirs as well
