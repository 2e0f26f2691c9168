"""The production server, started in the root of the project: `gunicorn -c web/gunicorn_conf.py wsgi:app`.

Workers are processes, one for each core (threads would share one interpreter lock); WEB_CONCURRENCY says otherwise.
HOST and PORT name the address. Only a proxy in FORWARDED_ALLOW_IPS (gunicorn's variable, this machine by default) may
say that its request came by https; `X-Forwarded-For` is never believed (see `web/ratelimit.py`).
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from index.errors import Error
from index.settings import Settings
from search.allocator import settle
from search.open_engine import open_engine

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, len(os.sched_getaffinity(0))))
preload_app = True  # the workers share the memory of the modules; none of them has opened the index yet
worker_class = "web.gunicorn_worker.Worker"
http_parser = "python"  # the reader that `LenientRequest` extends
limit_request_line = 8190  # gunicorn's most; the worker reads up to 8 KiB and answers longer ones
limit_request_fields = 100
limit_request_field_size = 8190
timeout = 30  # seconds that one request may take: then its worker is replaced
graceful_timeout = 10
keepalive = 5
backlog = 512
control_socket_disable = True
logconfig_dict = {  # no access log: the application writes a line for each request
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}},
    "root": {"level": "WARNING", "handlers": ["console"]},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": ["console"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        "dossier": {"level": "INFO", "handlers": ["console"], "propagate": False},
    },
}

# The numbers of all workers meet in one folder. It must be known before prometheus_client is imported, and be empty at
# the start, or the numbers of the last run would be added to those of this one.
_PREFIX = "dossier-metrics-"
_METRICS = Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix=_PREFIX))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_METRICS)


def on_starting(server: Any) -> None:
    """Empty the folder of the numbers."""
    _METRICS.mkdir(parents=True, exist_ok=True)
    for path in _METRICS.glob("*.db"):
        path.unlink(missing_ok=True)


def pre_fork(server: Any, worker: Any) -> None:
    """Leave what is loaded alone when garbage is collected, so that workers go on sharing its memory."""
    settle()


def on_exit(server: Any) -> None:
    """Remove that folder if it was made here."""
    if _METRICS.name.startswith(_PREFIX):
        shutil.rmtree(_METRICS, ignore_errors=True)


try:  # before the application is loaded
    open_engine(Settings.from_env())
except Error as error:
    on_exit(None)
    sys.stderr.write(f"{error.message} {error.hint}\n")
    sys.exit(2)
