"""How gunicorn serves the desk: `gunicorn -c python:itsm.gunicorn_conf itsm.wsgi`.

Options given on gunicorn's command line win over these.
"""

from django.conf import settings

from itsm import logs

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
