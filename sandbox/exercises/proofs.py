"""What `check_exercises` proves of an exercise, by running it through the judge."""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field, replace

from sandbox.exercises.degenerate import degenerate_answers, is_rejected
from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.model import Exercise, Framework, Program, Rules
from sandbox.exercises.worked_example import example_problem
from sandbox.judge.client import Zygote
from sandbox.judge.grader.expansion import PlannedCase, expand
from sandbox.judge.grader.grade import grade
from sandbox.judge.grader.references import ReferenceFailed, ReferencePool
from sandbox.judge.grader.report import CaseReport, Report
from sandbox.judge.grader.run import GradingCancelled, Run
from sandbox.judge.grader.submission import trusted_program
from sandbox.judge.grader.verdicts import Verdict
from sandbox.judge.values import digests_of

LEAST_SAMPLES = 3
LEAST_FURTHER = 15
LEAST_MUTANTS = 8
LEAST_ALTERNATES = 3
LEAST_SLACK = 2.0
"""How many times the slowest case of a solution fits into the time limit."""
SEEDS = (20_240_229, 5)
"""Right programs are tried with each; a mutant must fall under the first."""

_UNJUDGED = (Verdict.CE, Verdict.IE, Verdict.NR)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that holds or does not: `subject` of `aspect`, with figures in `detail`."""

    aspect: str
    subject: str
    holds: bool
    detail: str = ""


@dataclass(slots=True)
class Proof:
    """All lines of one exercise."""

    slug: str
    lines: list[Line] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(line.holds for line in self.lines)


def prove(
    exercise: Exercise,
    zygote: Zygote,
    sections: Container[str],
    progress: Callable[[str], None] = lambda _step: None,
    only: tuple[str, ...] = (),
) -> Proof:
    """Prove what can be proved of `exercise`; `sections` are the ids that exist.

    `progress` hears of each step before it begins; `only` limits them to those that begin so, such
    as `mutant` or `alternate loop`. Raises `JudgeUnavailable`.
    """
    proof = Proof(exercise.slug)
    with ReferencePool(zygote) as pool:
        for step, lines in _Prover(exercise, zygote, pool, sections).steps():
            if only and not step.startswith(only):
                continue
            progress(step)
            try:
                proof.lines += lines()
            except (ExerciseError, ReferenceFailed) as error:
                proof.lines.append(Line("failed", step, holds=False, detail=str(error)))
    return proof


Lines = Callable[[], Iterator[Line]]


@dataclass(slots=True)
class _Prover:
    exercise: Exercise
    zygote: Zygote
    pool: ReferencePool
    sections: Container[str]

    def steps(self) -> Iterator[tuple[str, Lines]]:
        """Every step with its name, cheap ones first."""
        yield "sections", self._sections
        yield "cases", self._cases
        yield "counts", self._counts
        yield "reference", self._reference
        for framework in self.exercise.frameworks:
            yield f"degenerate answers ({framework})", self._on(self._degenerate, framework)
            yield f"example ({framework})", self._on(self._example, framework)
            yield f"starter ({framework})", self._on(self._starter, framework)
            yield f"solution ({framework})", self._on(self._solution, framework)
        for program in self.exercise.alternates:
            yield f"alternate {program.name}", self._with(self._alternate, program)
        for program in self.exercise.mutants:
            yield f"mutant {program.name}", self._with(self._mutant, program)

    def _on(self, prove_it: Callable[[Framework], Iterator[Line]], framework: Framework) -> Lines:
        return lambda: prove_it(framework)

    def _with(self, prove_it: Callable[[Program], Iterator[Line]], program: Program) -> Lines:
        return lambda: prove_it(program)

    def _sections(self) -> Iterator[Line]:
        missing = [name for name in self.exercise.sections if name not in self.sections]
        detail = f"unknown: {', '.join(missing)}" if missing else f"{len(self.exercise.sections)}"
        yield Line("sections", "", not missing, detail)

    def _cases(self) -> Iterator[Line]:
        """Enough cases, every category used, random ones that follow from their seed alone."""
        for framework in self.exercise.frameworks:
            planned = self._planned(framework, SEEDS[0])
            samples = sum(one.origin == "sample" for one in planned)
            further = len(planned) - samples
            enough = samples >= LEAST_SAMPLES and further >= LEAST_FURTHER
            yield Line("cases", framework, enough, f"{samples} samples, {further} further")
        every = [one for name in self.exercise.frameworks for one in self._planned(name, SEEDS[0])]
        unused = sorted(set(self.exercise.categories) - {one.case.category for one in every})
        yield Line(
            "cases", "categories", not unused, f"no case of {', '.join(unused)}" * bool(unused)
        )
        first, again, other = (self._fingerprints(seed) for seed in (SEEDS[0], SEEDS[0], SEEDS[1]))
        yield Line("cases", "random", first == again and first != other and bool(first))

    def _fingerprints(self, seed: int) -> list[dict[str, str]]:
        """What the random cases of a seed are called with."""
        planned = self._planned(self.exercise.frameworks[0], seed)
        calls = [call for one in planned if not one.is_fixed for call in one.call.calls]
        return [digests_of(call.args) | {"": repr(call.args)} for call in calls]

    def _counts(self) -> Iterator[Line]:
        mutants, alternates = len(self.exercise.mutants), len(self.exercise.alternates)
        yield Line("counts", "mutants", mutants >= LEAST_MUTANTS, str(mutants))
        yield Line("counts", "alternates", alternates >= LEAST_ALTERNATES, str(alternates))

    def _reference(self) -> Iterator[Line]:
        """The reference by its own measure: in float64, where nothing is forbidden to it."""
        exercise = replace(self.exercise, rules=Rules())
        framework = exercise.reference_framework
        planned = tuple(map(_in_float64, self._planned(framework, SEEDS[0])))
        program = trusted_program(exercise, exercise.reference, framework, "cpu")
        program = replace(program, rules=replace(program.rules, imports=None))
        run = Run(
            exercise, framework, planned, program, self.zygote, self.pool,
            lambda _case: None, lambda: False,
        )  # fmt: skip
        run.all_cases()
        wrong = [case for case in run.reports if case.verdict not in (Verdict.AC, Verdict.NR)]
        detail = _about(wrong[0]) if wrong else f"{len(run.reports)} cases"
        if run.program_fault:
            detail = str(run.program_fault.message)
        yield Line("reference", framework, bool(run.reports) and not wrong, detail)

    def _degenerate(self, framework: Framework) -> Iterator[Line]:
        planned = [one for one in self._planned(framework, SEEDS[0]) if one.runs]
        pairs = [(one, self.pool.expected(self.exercise, framework, one)) for one in planned]
        answers = degenerate_answers(expected for _, expected in pairs)
        for name, answer in answers.items():
            rejected = sum(
                is_rejected(self.exercise, framework, one, expected, answer)
                for one, expected in pairs
            )
            detail = f"rejected in {rejected} of {len(pairs)} cases"
            yield Line("degenerate", f"{name} ({framework})", rejected > 0, detail)

    def _example(self, framework: Framework) -> Iterator[Line]:
        problem = example_problem(self.exercise, framework, self.zygote)
        yield Line("example", framework, problem is None, problem or "")

    def _starter(self, framework: Framework) -> Iterator[Line]:
        report = self._grade(self.exercise.starters[framework], framework, SEEDS[0])
        fails = report.verdict not in (Verdict.AC, *_UNJUDGED)
        yield Line("starter", framework, fails, _verdict(report))

    def _solution(self, framework: Framework) -> Iterator[Line]:
        yield from self._right("solution", framework, self.exercise.solutions[framework], framework)

    def _alternate(self, program: Program) -> Iterator[Line]:
        subject = f"{program.name} ({program.framework})"
        yield from self._right("alternate", subject, program.source, program.framework)

    def _right(
        self, aspect: str, subject: str, source: str, framework: Framework
    ) -> Iterator[Line]:
        """Accepted with every seed; how near it came to the tolerance and to the limit."""
        reports = [self._grade(source, framework, seed) for seed in SEEDS]
        wrong = next((one for one in reports if one.verdict is not Verdict.AC), None)
        ratios = [case.error_ratio for one in reports for case in one.cases if case.error_ratio]
        detail = f"uses {max(ratios, default=0.0):.3f} of the tolerance"
        yield Line(aspect, subject, wrong is None, _verdict(wrong) if wrong else detail)
        if wrong is not None:
            return
        slowest = max(case.duration_ms for one in reports for case in one.cases) / 1000
        slack = self.exercise.limits.seconds / slowest if slowest else float("inf")
        enough = slack >= LEAST_SLACK or aspect != "solution"
        yield Line("time", subject, enough, f"limit is {slack:.0f} times the slowest case")

    def _mutant(self, program: Program) -> Iterator[Line]:
        """Rejected; a fixed case that rejects is proof enough, and no further one is run."""
        subject = f"{program.name} ({program.framework})"
        killers: list[CaseReport] = []

        def note(case: CaseReport) -> None:
            if case.origin != "random" and case.verdict not in (Verdict.AC, *_UNJUDGED):
                killers.append(case)

        try:
            report = self._grade(
                program.source, program.framework, SEEDS[0], note, lambda: bool(killers)
            )
        except GradingCancelled:
            yield Line("mutant", subject, holds=True, detail=_killed_by(killers[0]))
            return
        rejected = report.verdict not in (Verdict.AC, *_UNJUDGED)
        yield Line("mutant", subject, rejected, _rejected(report) if rejected else _verdict(report))

    def _grade(
        self,
        source: str,
        framework: Framework,
        seed: int,
        on_case: Callable[[CaseReport], None] = lambda _case: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Report:
        return grade(
            self.exercise, source, framework=framework, zygote=self.zygote, scope="full",
            seed=seed, references=self.pool, on_case=on_case, cancelled=cancelled,
        )  # fmt: skip

    def _planned(self, framework: Framework, seed: int) -> tuple[PlannedCase, ...]:
        return expand(self.exercise, framework, "full", seed, "cpu")


def _in_float64(planned: PlannedCase) -> PlannedCase:
    return replace(planned, call=planned.exact, case=replace(planned.case, dtype="float64"))


def _verdict(report: Report) -> str:
    wrong = next((case for case in report.cases if case.verdict is report.verdict), None)
    if report.verdict is Verdict.AC or wrong is None:
        return f"{report.verdict} {report.message or ''}".strip()
    return _about(wrong)


def _about(case: CaseReport) -> str:
    mismatch = f"; {case.mismatches[0]}" if case.mismatches else ""
    return f"{case.verdict} in {case.origin} “{case.name}”: {case.message}{mismatch}"


def _rejected(report: Report) -> str:
    """By what, where all cases were run; random ones may let it pass another time."""
    killers = [case for case in report.cases if case.verdict not in (Verdict.AC, Verdict.NR)]
    if not killers:
        return f"{report.verdict}: {report.message}"
    fixed = [case for case in killers if case.origin != "random"]
    chance = "" if fixed else ", by chance alone"
    return _killed_by((fixed or killers)[0]) + chance


def _killed_by(case: CaseReport) -> str:
    return f"{case.verdict} by {case.origin} “{case.name}”"
