"""The ledger beside itself: several writers and schedulers on one real database file."""

import json

import pytest

from tests import processes

pytestmark = [
    pytest.mark.slow,  # each starts processes, which takes seconds
    pytest.mark.process,
    pytest.mark.sqlite_only,
]

WRITERS = """
    import os
    from concurrent.futures import ThreadPoolExecutor
    from django.db import connection, transaction
    from django.utils import timezone
    from audit.actor import Actor
    from audit.journal import record
    from audit.models import JobRun

    def write(number):
        run = JobRun.objects.create(name=f"{os.environ['WRITER']} {number}", slot=timezone.now())
        for turn in range(50):
            with transaction.atomic():
                # reads before it writes: the order in which SQLite refuses to wait for the lock
                # unless the transaction began as a writer
                JobRun.objects.get(pk=run.pk)
                JobRun.objects.filter(pk=run.pk).update(message=str(turn))
                record(Actor.system("test"), "jobrun.changed", run, {"message": [None, turn]})
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
"""


def test_eight_writers_on_sqlite_see_no_lock_error(tmp_path):
    desk = processes.new_desk(tmp_path)

    writers = [processes.start(desk, WRITERS, WRITER=name) for name in "ab"]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0, 0], errors
    count = "from audit.models import JournalEntry; print(JournalEntry.objects.count())"
    assert processes.run(desk, count) == "400"


def test_two_schedulers_leave_one_run_per_slot(tmp_path):
    desk = processes.new_desk(tmp_path)
    code = """
        import json
        from threading import Barrier, Thread
        from audit.jobs import tracked_job
        from audit.models import JobRun
        from datetime import timedelta

        ran = []
        job = tracked_job("beat", period=timedelta(days=365))(lambda: ran.append(1))
        start = Barrier(2)

        def schedule():
            start.wait()
            job()

        threads = [Thread(target=schedule) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(json.dumps([len(ran), JobRun.objects.filter(name="beat").count()]))
    """

    assert json.loads(processes.run(desk, code)) == [1, 1]
