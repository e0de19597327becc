"""How gunicorn serves the desk: `gunicorn -c python:itsm.gunicorn_conf itsm.wsgi`.

Options given on gunicorn's command line win over these.
"""

import gc
import os
import shutil
from typing import Any

from django.conf import settings

from itsm import logs

# Each worker keeps its figures in files of this folder, which /metrics adds up.
FIGURES = settings.DESK_DATA_DIR / "metrics"
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(FIGURES))

bind = ["127.0.0.1:8000"]
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 15
timeout = 60
graceful_timeout = 15

# Old scripts send whole tickets in the query string.
limit_request_line = 8190

# itsm.proxies alone decides which forwarding headers count.
forwarded_allow_ips = ""

# Heartbeat files belong to the desk; the control socket would lie in the home folder.
worker_tmp_dir = str(settings.DESK_DATA_DIR)
control_socket_disable = True

# RequestLog writes the lines of requests, without queries.
accesslog = None
logconfig_dict = logs.dict_config(settings.DESK_LOG_LEVEL)


def on_starting(server: Any) -> None:
    """Forget the figures of workers of another start."""
    shutil.rmtree(FIGURES, ignore_errors=True)
    FIGURES.mkdir(mode=0o700, parents=True, exist_ok=True)


def child_exit(server: Any, worker: Any) -> None:
    """Forget what a worker that ended was doing just then."""
    # the library looks for the folder when it is loaded, so not before the line above
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # has no types


def post_worker_init(worker: Any) -> None:
    """Keep the collector away from the modules, which never go, and let it run less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
