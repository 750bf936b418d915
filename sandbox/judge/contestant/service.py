"""The child's main loop: one program, then case after case, until the grader hangs up."""

import os
import socket
from dataclasses import replace
from typing import NoReturn

import torch

from sandbox.judge.contestant import gpu
from sandbox.judge.contestant.calls import CaseRun
from sandbox.judge.contestant.failures import Failed, fail, failed_by
from sandbox.judge.contestant.program import Loaded, load
from sandbox.judge.contestant.streams import open_streams
from sandbox.judge.contestant.surroundings import reset_surroundings
from sandbox.judge.messages import CaseCall, Failure, Outcome, Program, Ready
from sandbox.judge.wire import ChannelClosed, FrameReader, WireError, read_frame, send_frame

_IN_ORDER, _BROKEN = 0, 1


def serve(channel: socket.socket) -> NoReturn:
    """Answer on `channel` until it is closed, then end the process.

    The process is jailed already, and its file descriptors 1 and 2 lead to the grader.
    """
    code = _BROKEN
    try:
        open_streams()
        answer(channel)
    except ChannelClosed as closed:
        code = _IN_ORDER if closed.between_frames else _BROKEN
    except BaseException:
        # Nothing is printed: what went wrong in here is no concern of the submission's.
        code = _BROKEN
    finally:
        # Neither atexit functions nor other threads of the submission get another turn.
        os._exit(code)


def answer(channel: socket.socket) -> None:
    reader = FrameReader(trusted=True)
    program = Program.from_frame(read_frame(channel, reader=reader))
    reset_surroundings(0, program.device)
    if program.device == "cuda" and not _start_gpu(channel, program):
        read_frame(channel, reader=reader)
        return
    try:
        loaded = load(program)
    except Failed as failed:
        _answer(channel, failed.failure)
        read_frame(channel, reader=reader)
        return
    _answer(channel, Ready())
    while True:
        case = CaseCall.from_frame(read_frame(channel, reader=reader))
        _answer(channel, _run(loaded, case))


def _start_gpu(channel: socket.socket, program: Program) -> bool:
    """Say ready, a first time, when the graphics card is: nothing of the submission has run yet."""
    try:
        gpu.start()
    except Exception as error:
        _answer(channel, failed_by(error, "import", program.file_name).failure)
        return False
    _answer(channel, Ready())
    return True


def _run(loaded: Loaded, case: CaseCall) -> Outcome | Failure:
    program = loaded.program
    try:
        reset_surroundings(case.seed, program.device)
        outcome = CaseRun(loaded, case).run()
        if program.device == "cuda":
            torch.cuda.synchronize()
    except Failed as failed:
        return replace(failed.failure, case=case.case)
    except BaseException as error:
        # A library that the submission has patched fails in the judge's own hands.
        return replace(failed_by(error, "return", program.file_name).failure, case=case.case)
    return outcome


def _answer(channel: socket.socket, reply: Ready | Outcome | Failure) -> None:
    try:
        frame = reply.to_frame()
        send_frame(channel, frame.header, frame.tensors)
    except WireError as error:
        if not isinstance(reply, Outcome) or isinstance(error, ChannelClosed):
            raise
        # Every part was read within its bounds; together they do not fit a header.
        too_large = fail("return", "OLE", "OverflowError", f"the result is too large: {error}")
        frame = replace(too_large.failure, case=reply.case).to_frame()
        send_frame(channel, frame.header)
