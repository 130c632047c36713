"""`python -m demo.lms --config var/demo/lms.json --port 8001`: run one pretend academy."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from demo.lms.config import ConfigError
from demo.lms.config_file import load_config
from demo.lms.server import Server


def main() -> int:
    """Serve until SIGINT or SIGTERM. Returns the exit status: 0, or 2 for a bad configuration."""
    parser = argparse.ArgumentParser(prog="python -m demo.lms", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="a JSON file")
    parser.add_argument("--port", type=int, required=True, help="a free port on 127.0.0.1")
    parser.add_argument("--verbose", action="store_true", help="one line for each request")
    options = parser.parse_args()
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.WARNING, format="lms: %(message)s"
    )
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        config = load_config(options.config)
        server = Server(options.port)
    except (ConfigError, OSError) as error:
        print(f"lms: cannot start: {error}", file=sys.stderr)
        return 2
    server.start(config)
    print(f"lms: {config.name} at {config.public_url}", flush=True)
    stopped.wait()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
