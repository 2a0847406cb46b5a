"""Build a study of one prefecture from public packages. See data/README.md.

python data/build.py 3710 --seed 7 --out data/weihai --totals data/totals/weihai.yaml
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # the datum is geo's business

from builder.city import build_city
from builder.packages import PackageError, packages
from builder.totals import load_totals
from builder.write import write_study


def main(arguments: list[str] | None = None) -> int:
    """Parse, build, write; 2 on bad input."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("code", metavar="CODE", help="four digits of a prefecture, such as 3710")
    parser.add_argument("--seed", type=int, required=True, help="seed of everything that is drawn")
    parser.add_argument("--out", type=Path, required=True, help="folder of the study")
    parser.add_argument(
        "--totals", type=Path, help="YAML of totals; without it they follow from the register"
    )
    parser.add_argument(
        "--packages", type=Path, default=Path(".cache/packages"), help="folder of the public packages"
    )
    asked = parser.parse_args(arguments)
    try:
        totals = load_totals(asked.totals)
        built = build_city(packages(asked.packages), city=asked.code, totals=totals, seed=asked.seed)
    except (PackageError, ValueError, OSError) as fault:
        print(f"build: {fault}", file=sys.stderr)
        return 2
    write_study(
        built,
        asked.out,
        seed=asked.seed,
        totals_name=asked.totals.name if asked.totals else "",
        by_hand=asked.totals.parent.parent / totals.by_hand if asked.totals and totals.by_hand else None,
    )
    for note in built.notes:
        print(note)
    for name, table in sorted(built.tables.items()):
        print(f"{name:16} {len(table):7}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
