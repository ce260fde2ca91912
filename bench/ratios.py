#!/usr/bin/env python3
"""Ratios new/old of broker CPU per message, out of files that bench.py wrote for targets named old and new.

    ratios.py ROUND.json              a line for each phase of one round
    ratios.py --summary ROUND.json... a line for each phase: the median of the rounds, the least and the greatest
"""

import json
import statistics
import sys


def ratios(name):
    """Of one round: phase -> (old, new, share of the machine that others took, in the worse of the two)."""
    with open(name) as file:
        rows = [row for row in json.load(file) if "cpu_us" in row]
    by_target = {(row["target"], row["phase"]): row for row in rows}
    found = {}
    for target, phase in by_target:
        if target == "old" and ("new", phase) in by_target:
            old, new = by_target["old", phase], by_target["new", phase]
            found[phase] = (old["cpu_us"], new["cpu_us"], max(old["other_share"], new["other_share"]))
    if not found:
        sys.exit(f"{name}: no phase was measured on both")
    return found


def main(arguments):
    if arguments[:1] == ["--summary"]:
        rounds = [ratios(name) for name in arguments[1:]]
        for phase in rounds[0]:
            of_phase = sorted(new / old for old, new, _ in (each[phase] for each in rounds if phase in each))
            print(f"{phase}: new/old median {statistics.median(of_phase):.3f}, from {of_phase[0]:.3f} to "
                  f"{of_phase[-1]:.3f}, {len(of_phase)} rounds")
    else:
        for phase, (old, new, other) in ratios(arguments[0]).items():
            print(f"{phase}: old {old:.2f} us, new {new:.2f} us, new/old {new / old:.3f} (others took {other:.0f} %)",
                  flush=True)


main(sys.argv[1:])
