"""Settings for the test suite: the real ones, in a throw-away data folder."""

import atexit
import os
import shutil
import tempfile

if "QUIZSITE_DATA" not in os.environ:
    os.environ["QUIZSITE_DATA"] = tempfile.mkdtemp(prefix="quizsite-test-")
    atexit.register(shutil.rmtree, os.environ["QUIZSITE_DATA"], ignore_errors=True)

from quizsite.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"] == "quizsite.sqlite":  # noqa: F405
    # A file, as in use: in memory, the threads of a live server would share one connection, which
    # Python does not stand for long (it crashed). Nobody needs this file after a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Manifest storage needs collectstatic, which the live test server does not run.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AXES_ENABLED = False
# The tests that want exercises name their own.
EXERCISES_DIR = DATA_DIR / "exercises"  # noqa: F405
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
