import signal
import sys

from faults import crowd, live, mail

RUNS = {"mail": mail.main, "live": live.main, "crowd": crowd.main}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(RUNS)
    unknown = [name for name in wanted if name not in RUNS]
    if unknown:
        sys.exit(f"There is no run {unknown[0]!r}: choose from {', '.join(RUNS)}.")
    # Whoever ends this ends the servers that it started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(not all([RUNS[name]() for name in wanted]))
