"""Compiling and importing the submission, as a module named "solution"."""

import codecs
import io
import linecache
import sys
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from sandbox.judge.contestant.failures import fail, failed_by, refused_by_compiler
from sandbox.judge.contestant.imports import guarded_builtins
from sandbox.judge.contestant.rules import Guard, Watch
from sandbox.judge.contestant.streams import flush
from sandbox.judge.messages import Program

MODULE = "solution"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A submission ready to be called: its entry, and what watches over its rules."""

    program: Program
    entry: Callable[..., Any]
    guard: Guard
    watch: Watch


def load(program: Program) -> Loaded:
    """Compile and import `program`; raise Failed (CE, RE or RV) where that is not possible."""
    code = _compile(program)
    watch = Watch(program.file_name)
    guard = Guard(program.rules, watch)
    module = ModuleType(MODULE)
    module.__file__ = program.file_name
    if program.rules.imports is not None:
        module.__dict__["__builtins__"] = guarded_builtins(program.rules.imports, watch)
    # dataclasses, pickle and typing look a class's module up here.
    sys.modules[MODULE] = module
    try:
        with guard.active():
            exec(code, module.__dict__)  # noqa: S102 - this is what the jail is for
    except BaseException as error:
        watch.check("import")
        raise failed_by(error, "import", program.file_name) from None
    finally:
        flush()
    watch.check("import")
    return Loaded(program, _entry(module, program), guard, watch)


def _compile(program: Program) -> CodeType:
    text = _decode(program.source)
    # So that frames show their lines; None as time keeps linecache from looking for a file.
    lines = text.splitlines(keepends=True)
    linecache.cache[program.file_name] = (len(text), None, lines, program.file_name)
    try:
        return compile(text, program.file_name, "exec", dont_inherit=True, optimize=0)
    except Exception as error:
        raise refused_by_compiler(error) from None


def _decode(source: bytes) -> str:
    if b"\0" in source:
        raise fail("compile", "CE", "SyntaxError", "the source contains a NUL byte")
    try:
        named, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        if named != "utf-8-sig" and codecs.lookup(named).name not in ("utf-8", "ascii"):
            raise SyntaxError(f"the source must be UTF-8, not {named}")
        return source.removeprefix(codecs.BOM_UTF8).decode()
    except Exception as error:
        raise refused_by_compiler(error) from None


def _entry(module: ModuleType, program: Program) -> Callable[..., Any]:
    missing = object()
    entry = module.__dict__.get(program.entry, missing)
    kind = "function" if program.kind == "function" else "class"
    if entry is missing:
        raise fail(
            "entry",
            "RE",
            "NameError",
            f"the {kind} {program.entry} is missing: it must be defined at the top level",
        )
    if not callable(entry):
        kept = type(entry).__name__
        raise fail(
            "entry", "RE", "TypeError", f"{program.entry} must be a {kind}, not of type {kept}"
        )
    found: Callable[..., Any] = entry
    return found
