"""Keeps a set of programs running: starts them in order, restarts the crashed, stops them all."""

import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from quizsite.supervisor.backoff import crashes_in_a_row, restart_delay
from quizsite.supervisor.child import Child, Program

START_LIMIT = 60.0
STOP_LIMIT = 15.0
_TICK = 0.1
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# One Ctrl-C may arrive twice, from the terminal and from make; only a later one means "at once".
_ONE_PRESS = 1.0


class StartFailed(Exception):
    """A program ended, or did not become ready in time, before everything had started once."""


@dataclass
class _Slot:
    """A program's place in the supervisor; `child` is None while it waits to be restarted."""

    program: Program
    child: Child | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    crashes: int = 0
    is_ready: bool = False


class Supervisor:
    """Runs programs in stages: those of one stage start together, when the one before is ready.

    `say` gets one plain sentence for each event; `show` gets each line that a program prints, with
    its name. Use it from the main thread of a process without other threads.
    """

    def __init__(
        self,
        stages: Sequence[Sequence[Program]],
        log_folder: Path,
        *,
        say: Callable[[str], None],
        show: Callable[[str, str], None],
    ) -> None:
        self._stages = [[_Slot(program) for program in stage] for stage in stages]
        self._slots = [slot for stage in self._stages for slot in stage]
        self._log_folder = log_folder
        self._say = say
        self._show = show
        self._selector = selectors.DefaultSelector()
        self._asked_to_stop: float | None = None
        self._insisted = False

    def run(self, when_ready: Callable[[], None]) -> None:
        """Run until a signal asks to stop; raises StartFailed when the start does not succeed."""
        with self._stopping_on_signals():
            try:
                self._start_everything()
                if self._asked_to_stop is None:
                    when_ready()
                while self._asked_to_stop is None:
                    self._read_output(_TICK)
                    for slot in self._slots:
                        self._look_after(slot)
            finally:
                self._stop_everything()

    def _start_everything(self) -> None:
        for stage in self._stages:
            for slot in stage:
                self._start(slot)
            deadline = time.monotonic() + START_LIMIT
            needed = [slot for slot in stage if slot.program.needed]
            while not all(slot.is_ready for slot in needed) and self._asked_to_stop is None:
                self._read_output(_TICK / 2)
                self._check_start(needed, deadline)

    def _check_start(self, stage: list[_Slot], deadline: float) -> None:
        """Raise StartFailed for a program that has ended; ask the first unready one again."""
        for slot in stage:
            if slot.child is not None and (end := slot.child.how_it_ended()) is not None:
                self._read_rest(slot)
                raise StartFailed(self._explain(slot, f"could not start ({end})."))
        slot = next(slot for slot in stage if not slot.is_ready)
        slot.is_ready = slot.program.is_ready()
        if not slot.is_ready and time.monotonic() > deadline:
            what = f"was not ready after {START_LIMIT:.0f} seconds."
            raise StartFailed(self._explain(slot, what))

    def _look_after(self, slot: _Slot) -> None:
        """Notice a crash, restart when its delay is over, notice that it is ready again."""
        if slot.child is None:
            if time.monotonic() >= slot.restart_at:
                self._restart(slot)
        elif (end := slot.child.how_it_ended()) is not None:
            self._read_rest(slot)
            self._note_crash(slot, f"stopped unexpectedly ({end})")
            self._forget(slot)
        elif not slot.is_ready and slot.program.is_ready():
            self._note_ready(slot)

    def _note_ready(self, slot: _Slot) -> None:
        """Tell that it runs again; of a first start there is nothing to tell but trouble."""
        slot.is_ready = True
        if trouble := slot.program.trouble():
            self._say(trouble)
        elif slot.crashes:
            self._say(f"The {slot.program.name} is running again.")

    def _note_crash(self, slot: _Slot, what: str) -> None:
        slot.crashes = crashes_in_a_row(slot.crashes, time.monotonic() - slot.started_at)
        delay = restart_delay(slot.crashes)
        slot.restart_at = time.monotonic() + delay
        what = f"{what}; starting it again in {delay:g} s."
        # A first crash may be an accident; one that comes again needs its reason shown.
        again = slot.crashes > 1
        self._say(self._explain(slot, what) if again else f"The {slot.program.name} {what}")

    def _restart(self, slot: _Slot) -> None:
        try:
            self._start(slot)
        except OSError as error:
            self._note_crash(slot, f"could not be started ({error})")

    def _start(self, slot: _Slot) -> None:
        slot.started_at = time.monotonic()
        slot.is_ready = False
        slot.child = Child(slot.program, self._log_folder)
        self._selector.register(slot.child.output, selectors.EVENT_READ, slot)

    def _forget(self, slot: _Slot) -> None:
        """Clear away an ended child together with anything it may have left running."""
        if slot.child is not None:
            self._unwatch(slot.child)
            slot.child.end()
            slot.child = None

    def _read_output(self, seconds: float) -> None:
        """Pass on what the programs print, for at most so long."""
        for key, _events in self._selector.select(seconds):
            self._pass_on(key.data)

    def _read_rest(self, slot: _Slot) -> None:
        while self._pass_on(slot):
            pass

    def _pass_on(self, slot: _Slot) -> bool:
        """Show what a program has printed; False when there was nothing."""
        if slot.child is None:
            return False
        lines = slot.child.read_lines()
        if lines is None:
            self._unwatch(slot.child)
        for line in lines or ():
            self._show(slot.program.name, line)
        return bool(lines)

    def _unwatch(self, child: Child) -> None:
        if child.output in self._selector.get_map():
            self._selector.unregister(child.output)

    def _stop_everything(self) -> None:
        """Stop the last stage first, so that the worker can hand its tasks back to the broker."""
        for stage in reversed(self._stages):
            running = [slot.child for slot in stage if slot.child is not None]
            for child in running:
                child.ask_to_stop()
            deadline = time.monotonic() + STOP_LIMIT
            while any(child.how_it_ended() is None for child in running):
                if time.monotonic() > deadline or self._insisted:
                    break
                self._read_output(_TICK / 2)
            for slot in stage:
                self._read_rest(slot)
                self._forget(slot)
        self._selector.close()

    def _explain(self, slot: _Slot, what: str) -> str:
        """Name the program and what happened, with the last lines it printed and its log."""
        lines = slot.child.last_lines if slot.child is not None else ()
        shown = "".join(f"\n  {slot.program.name} | {line}" for line in lines)
        log = self._log_folder / f"{slot.program.name}.log"
        return f"The {slot.program.name} {what}{shown}\n  More in {log}"

    @contextmanager
    def _stopping_on_signals(self) -> Iterator[None]:
        def note(_number: int, _frame: FrameType | None) -> None:
            now = time.monotonic()
            if self._asked_to_stop is None:
                self._asked_to_stop = now
            elif now - self._asked_to_stop > _ONE_PRESS:
                self._insisted = True

        earlier = {number: signal.signal(number, note) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)
