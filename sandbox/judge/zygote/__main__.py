"""Start the zygote: python -I …/zygote/__main__.py --socket PATH --pool N [--unconfined]

Writes one JSON line to stdout when it is ready ({"ready": true}) or cannot be ({"ready": false,
"reason", "remedy"}), and one line an event to stderr. SIGTERM ends it without residue.
"""

import argparse
import json
import os
import socket
import sys
import time
from pathlib import Path

# Isolated (-I) the interpreter does not know where this program lies.
sys.path.append(str(Path(__file__).resolve().parents[3]))

from sandbox.judge.zygote import dispatcher, forkserver, listener, terms

_CONTESTANT = "sandbox.judge.contestant:serve"


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    options = _parse()
    os.environ.clear()
    if options.fork_server is not None:
        control = socket.socket(fileno=options.fork_server)
        confined = not options.unconfined
        forkserver.run(control, options.serve, confined=confined, drop=options.drop)
    if options.socket is None:
        sys.stderr.write("--socket is missing\n")
        return 2
    try:
        listening = listener.listen(options.socket)
    except (listener.SocketTaken, OSError) as error:
        _announce({"ready": False, "reason": str(error), "remedy": "choose another socket"})
        return 1
    settings = terms.Settings(options.pool, not options.unconfined, options.serve)
    try:
        dispatcher.Dispatcher(settings, _log, _announce).run(listening, options.lifeline)
    finally:
        options.socket.unlink(missing_ok=True)
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Hand out jailed processes that have torch.")
    parser.add_argument("--socket", type=Path, help="where to listen; in a private folder")
    parser.add_argument("--pool", type=int, default=2, help="children kept ready")
    parser.add_argument("--unconfined", action="store_true", help="run code without a jail")
    parser.add_argument("--serve", default=_CONTESTANT, help="module:function that a child runs")
    parser.add_argument("--lifeline", type=int, help="a descriptor whose end ends the server")
    parser.add_argument("--fork-server", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--drop", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _announce(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _log(event: str) -> None:
    moment = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    sys.stderr.write(f"{moment} zygote {event}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
