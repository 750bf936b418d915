"""A web process: gunicorn's, with threads, told how to share its work and whom to wait for."""

import errno
import selectors
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from quizsite.supervisor.exchange import Exchange
from quizsite.supervisor.turnstile import Turnstile

_STALLED = 30
"""Seconds without a byte after which a half-sent request, or a half-taken answer, is given up."""

_GONE = (errno.EAGAIN, errno.ECONNABORTED)


class WebWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Requests go through a turnstile once they are read, where there is the least to do.

    A thread is given to a connection only when something has come on it: browsers open some for
    later, and four of those would keep everybody else waiting.
    """

    exchange: Exchange | None = None
    place = 0
    """Set before the fork; without an exchange the process keeps its work to itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self._turnstile = Turnstile()
        self._load = 0

    def run(self) -> None:
        if self.exchange is not None:
            inbox = self.exchange.inbox(self.place)
            self.poller.register(inbox, selectors.EVENT_READ, self._receive)
        self._change_load(0)
        try:
            super().run()
        finally:
            if self.exchange is not None:
                self.exchange.leave(self.place)

    def accept(self, listener: socket.socket) -> None:
        try:
            connection, address = listener.accept()
        except OSError as error:
            if error.errno not in _GONE:
                raise
            return
        with suppress(OSError):  # some systems refuse it for one that was closed meanwhile
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                connection.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", _STALLED, 0))
        self.nr_conns += 1
        conn = TConn(self.cfg, connection, address, listener.getsockname())
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(connection, selectors.EVENT_READ, readable)

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - gunicorn has no types
        if self.alive and self._pass_on(conn):
            self.nr_conns -= 1
            conn.sock.close()
        else:
            self._answer_here(conn)

    def handle_request(self, req: Any, conn: Any) -> bool:  # noqa: ANN401 - gunicorn has no types
        with self._turnstile.turn():
            return bool(super().handle_request(req, conn))

    def finish_request(self, conn: Any, fs: Any) -> None:  # noqa: ANN401 - gunicorn has no types
        self._change_load(-1)
        super().finish_request(conn, fs)

    def _cap_keepalive(self, deadline: float) -> None:
        # Nor does a process that stops wait longer for connections that have said nothing yet.
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _answer_here(self, conn: TConn) -> None:
        self._change_load(1)
        super().enqueue_req(conn)

    def _pass_on(self, conn: TConn) -> bool:
        # What has been read of the next request already would stay behind.
        if self.exchange is None or (conn.parser and conn.parser.unreader.buf.getvalue()):
            return False
        other = self.exchange.lighter(self.place)
        return other is not None and self.exchange.pass_on(conn.sock, self.place, other)

    def _receive(self, _inbox: socket.socket) -> None:
        assert self.exchange is not None  # noqa: S101 - without one nothing calls this
        for connection in self.exchange.receive(self.place):
            try:
                addresses = connection.getpeername(), connection.getsockname()
            except OSError:  # closed by the browser meanwhile
                connection.close()
                continue
            conn = TConn(self.cfg, connection, *addresses)
            conn.data_ready = True
            self.nr_conns += 1
            self._answer_here(conn)

    def _change_load(self, by: int) -> None:
        self._load += by
        if self.exchange is not None:
            self.exchange.say(self.place, self._load)
