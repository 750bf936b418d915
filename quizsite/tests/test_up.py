"""`manage.py up` with real processes: what a person at the terminal sees, and what is left."""

import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from quizsite.testing.required import require
from quizsite.tests.site import PATIENCE, FirstRun, Site, get_json, running, site_environment

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


def wait_until_healthy(site: Site) -> None:
    # The worker finds a restarted broker by itself, a little later.
    while get_json(f"{site.url}/health/") != (200, {"status": "ok"}):
        assert site.process.poll() is None
        time.sleep(0.1)


def test_a_first_start_prepares_everything_and_answers(first_run: FirstRun) -> None:
    assert "Preparing the database" in first_run.said
    assert "Collecting style sheets" in first_run.said
    assert first_run.health == (200, {"status": "ok"})
    assert first_run.programs == {"broker", "judge", "worker", "web"}
    assert first_run.open_to_others == ()


def test_a_second_start_repeats_no_work(prepared: Path) -> None:
    database = (prepared / "quizsite.sqlite3").stat().st_mtime_ns
    styles = {path: path.stat().st_mtime_ns for path in (prepared / "static").rglob("*")}
    with running(prepared) as site:
        site.wait_until_running()
        said = "\n".join(site.lines)
        assert "Preparing the database" not in said
        assert "Collecting" not in said
        assert (prepared / "quizsite.sqlite3").stat().st_mtime_ns == database
        assert {p: p.stat().st_mtime_ns for p in (prepared / "static").rglob("*")} == styles


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process_socket_or_lock(prepared: Path, stop: signal.Signals) -> None:
    with running(prepared) as site:
        url = site.wait_until_running()
        family = psutil.Process(site.process.pid).children(recursive=True)
        assert len(family) >= 5  # broker, worker, web and its two processes
        assert (prepared / "run" / "broker.sock").is_socket()
        for _sender in ("the terminal", "make"):
            site.process.send_signal(stop)
        assert site.rest().endswith("Stopped.")
        assert site.process.returncode == 0
        assert not [process for process in family if process.is_running()]
        assert not [path for path in prepared.rglob("*") if path.is_socket()]
        port = int(url.rsplit(":", 1)[1])
        with socket.socket() as connection:
            assert connection.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("name", ["broker", "judge", "worker", "web"])
def test_a_killed_program_is_restarted_and_that_is_said(started: Site, name: str) -> None:
    before = started.programs()
    helpers = before[name].children(recursive=True)
    before[name].kill()
    said = started.wait_for("stopped unexpectedly").string
    assert (
        said == f"The {name} stopped unexpectedly (killed by SIGKILL); starting it again in 0.5 s."
    )
    started.wait_for(f"The {name} is running again")
    after = started.programs()
    assert after[name].pid != before[name].pid
    assert {n: p.pid for n, p in after.items() if n != name} == {
        n: p.pid for n, p in before.items() if n != name
    }
    psutil.wait_procs(helpers, timeout=PATIENCE)
    assert not [process for process in helpers if process.is_running()]
    wait_until_healthy(started)


def test_pages_are_served_while_the_broker_is_gone(started: Site) -> None:
    # Stopped, not killed, so that it is not restarted and does not answer.
    broker = started.programs()["broker"]
    broker.suspend()
    try:
        assert get_json(f"{started.url}/health/") == (503, {"status": "failing"})
        token = (started.data / "setup_token").read_text()
        page_url = f"{started.url}/setup/?token={token}"
        with urllib.request.urlopen(page_url, timeout=PATIENCE) as page:  # noqa: S310
            assert page.status == 200
    finally:
        broker.resume()
    wait_until_healthy(started)


def test_a_killed_supervisor_takes_everything_along_and_can_be_started_again(
    prepared: Path,
) -> None:
    with running(prepared) as site:
        site.wait_until_running()
        family = psutil.Process(site.process.pid).children(recursive=True)
        site.process.kill()
        site.process.wait(PATIENCE)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    for process in alive:
        process.kill()
    assert not alive
    with running(prepared) as again:
        again.wait_until_running()


def test_a_second_start_on_the_same_folder_is_refused(started: Site) -> None:
    with running(started.data) as second:
        assert f"already running on the data folder {started.data}" in second.rest()
        assert second.process.returncode == 1
    assert get_json(f"{started.url}/health/") == (200, {"status": "ok"})


def test_a_taken_port_is_said_before_any_work(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(data, "--port", str(port)) as site:
            assert site.rest() == (
                f"Port {port} is taken by another program. Choose another, say PORT={port + 1}."
            )
            assert site.process.returncode == 1
    assert not (data / "quizsite.sqlite3").exists()


def test_the_set_up_address_is_printed_only_while_there_is_no_account(
    started: Site, prepared: Path
) -> None:
    token = (started.data / "setup_token").read_text()
    assert f"  {started.url}/setup/?token={token}" in started.lines
    copy = prepared.with_name("copy")
    shutil.copytree(prepared, copy)
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--no-input", "--username=charlie"],
        cwd=settings.BASE_DIR,
        env=site_environment(
            copy, DJANGO_SUPERUSER_PASSWORD="charlie-password", DJANGO_SUPERUSER_EMAIL="c@test.test"
        ),
        check=True,
        capture_output=True,
    )
    with running(copy) as site:
        site.wait_until_running()
        assert "token" not in "\n".join(site.lines)
        assert not (copy / "setup_token").exists()


def test_too_long_a_path_for_a_socket_is_explained(data: Path) -> None:
    with running(data / ("long" * 30)) as site:
        assert "is too long for a socket" in site.rest()
        assert site.process.returncode == 1


def test_spaces_and_percent_signs_in_the_path_do_no_harm(data: Path, ran_before: Path) -> None:
    shutil.copytree(ran_before, data / "my data 100%25")
    with running(data / "my data 100%25") as site:
        url = site.wait_until_running()
        assert get_json(f"{url}/health/") == (200, {"status": "ok"})


def test_a_broker_of_ones_own_is_used_instead(prepared: Path) -> None:
    redis = shutil.which("redis-server") or ""
    require(redis, "redis-server")
    address = prepared.with_name("redis.sock")
    url = f"redis+socket://{address}"
    with running(prepared, REDIS_URL=url) as refused:
        assert "REDIS_URL names does not answer" in refused.rest()
    server = subprocess.Popen(
        [redis, "--port", "0", "--unixsocket", address, "--save", "", "--dir", address.parent],
        stdout=subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        while b"eady to accept" not in server.stdout.readline():
            assert server.poll() is None
        with running(prepared, REDIS_URL=url) as site:
            page = site.wait_until_running()
            assert set(site.programs()) == {"judge", "worker", "web"}
            assert get_json(f"{page}/health/") == (200, {"status": "ok"})
    finally:
        server.kill()
        server.communicate()
