"""What `python -m collective_impact` runs: the command line of `cli`, and nothing else."""

from __future__ import annotations

import sys

from collective_impact.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    sys.exit(main())
