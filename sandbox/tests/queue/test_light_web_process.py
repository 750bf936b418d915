"""The web server loads neither NumPy nor torch: they are the judge's, and slow and large."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from quizsite.tests.site import running

IMPORTED_BY_THE_WEB_SERVER = """
import sys
import django
django.setup()
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
from django.urls import get_resolver
get_resolver().url_patterns
from quizsite.celery import app
app.loader.import_default_modules()
assert "sandbox.judge" in app.tasks
from sandbox import drafts, grading, rejudging, results, solving, submitting
from sandbox.queue import status
print(*sorted({"numpy", "torch"} & set(sys.modules)))
"""


def test_nothing_that_it_imports_loads_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED_BY_THE_WEB_SERVER],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "quizsite.settings_test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
def test_a_running_site_has_them_in_worker_and_judge_alone(used_data: Path) -> None:
    with running(used_data) as site:
        site.wait_until_running()
        programs = site.programs()
        serving = [programs["web"], *programs["web"].children(recursive=True)]
        for process in [psutil.Process(site.process.pid), programs["broker"], *serving]:
            maps = Path(f"/proc/{process.pid}/maps").read_text()
            assert "/numpy/" not in maps, process
            assert "/torch/" not in maps, process
