"""A caller as old scripts are: a new connection for each call, the password in every one."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.callers import PASSWORD, SECRET

API = "/include/api.php"
TIMING_HEADER = "Server-Timing"


@dataclass(frozen=True)
class Answer:
    """What came back, and how long the last byte took. `inner_ms` is what the server says it
    spent on statements, where it says so.
    """

    seconds: float
    status: int = 0
    content: bytes = b""
    inner_ms: float = 0.0
    problem: str = ""


@dataclass(frozen=True)
class Call:
    """One request, how an answer proves that it is the wanted one, and what a report of a wrong
    one calls it: never the request itself, which holds passwords.
    """

    path: str
    body: str = ""
    is_good: Callable[[bytes], bool] = bool
    name: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    statuses: tuple[int, ...] = (200,)

    def send(self, address: str) -> Answer:
        """Send it to a host and port."""
        headers = {"Connection": "close", **dict(self.headers)}
        if self.body:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        started = time.perf_counter()
        connection = http.client.HTTPConnection(address, timeout=60)
        try:
            connection.request("POST" if self.body else "GET", self.path, self.body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            spent = time.perf_counter() - started
            return Answer(spent, problem=f"{self.name}: {type(error).__name__}")
        finally:
            connection.close()
        seconds = time.perf_counter() - started
        problem = ""
        if answer.status not in self.statuses:
            problem = f"{self.name}: status {answer.status}"
        elif not self.is_good(content):
            problem = f"{self.name}: answer {content[:80]!r}"
        inner_ms = float(answer.headers.get(TIMING_HEADER, "0").rpartition("=")[2])
        return Answer(seconds, answer.status, content, inner_ms, problem)


@dataclass
class Sample:
    """Calls of one kind: their seconds, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    inner_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Note how a call went."""
        if answer.problem:
            self.errors.append(answer.problem)
        else:
            self.seconds.append(answer.seconds)
            self.inner_ms.append(answer.inner_ms)

    @property
    def median_ms(self) -> float:
        """Half of the calls were faster."""
        return 1000 * statistics.median(self.seconds)

    @property
    def p95_ms(self) -> float:
        """Nineteen of twenty calls were faster."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


def api_call(
    user: str, op: str, params: str, *, is_good: Callable[[bytes], bool], posts: bool = False
) -> Call:
    """Return a call of api.php; values are parted by "|"."""
    words = {"pass": SECRET, "user": user, "user_pass": PASSWORD, "op": op, "params": params}
    query = urlencode({**words, "token": "|"})
    name = f"{op}({params[:40]}) by {user}"
    if posts:
        return Call(API, query, is_good, name)
    return Call(f"{API}?{query}", "", is_good, name)


def throughput(
    address: str, clients: int, seconds: float, call_of: Callable[[int], Call]
) -> tuple[float, Sample]:
    """Let clients call at once for some seconds; returns calls per second and the sample."""
    sample = Sample()
    deadline = time.perf_counter() + seconds

    def work(turn: int) -> None:
        while time.perf_counter() < deadline:
            sample.add(call_of(turn).send(address))
            turn += clients

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(sample.seconds) / (time.perf_counter() - started), sample
