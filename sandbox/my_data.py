"""What a learner wrote, asked for and reached in exercises, for the file of all their data."""

from cards.exchange.my_data import ListOfRows, register_list
from sandbox.models import Draft, Help, SandboxSettings, Submission

_EXERCISE = {"exercise__slug": "exercise"}


def register() -> None:
    """Have every download hold programs, drafts, help taken and the settings for exercises."""
    for one in (_SUBMISSIONS, _DRAFTS, _HELP, _SETTINGS):
        register_list(one)


_SUBMISSIONS = ListOfRows(
    "submissions",
    lambda learner: Submission.objects.filter(learner=learner),
    (
        "exercise__slug",
        "key",
        "framework",
        "device",
        "scope",
        "source",
        "exercise_version",
        "created_at",
        "state",
        "finished_at",
        "verdict",
        "message_code",
        "message_values",
        "output",
        "duration_ms",
        "cpu_ms",
        "memory_bytes",
        "relative_time",
    ),
    _EXERCISE,
)
_DRAFTS = ListOfRows(
    "drafts",
    lambda learner: Draft.objects.filter(learner=learner),
    ("exercise__slug", "framework", "text", "revision", "updated_at"),
    _EXERCISE,
)
_HELP = ListOfRows(
    "help_taken",
    lambda learner: Help.objects.filter(learner=learner),
    ("exercise__slug", "kind", "hint", "at"),
    _EXERCISE,
)
_SETTINGS = ListOfRows(
    "exercise_settings",
    lambda learner: SandboxSettings.objects.filter(user=learner),
    ("shown_name", "font_size"),
)
