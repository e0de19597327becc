"""Files that people in the demo send along, made up as text."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tickets.demo.business import EXTRA_WORK


def content_of(name: str, number: int, at: datetime) -> bytes:
    """Return the bytes of a file of this name on the story of this number."""
    lines = _MAKERS[name](Random(number), at)  # noqa: S311 - a log, not a secret
    return ("\r\n".join(lines) + "\r\n").encode()


def _battery(chance: Random, at: datetime) -> list[str]:
    design = 57000
    left = [int(design * (0.62 - 0.04 * step)) for step in range(6)]
    weeks = [f"{at - timedelta(weeks=6 - step):%Y-%m-%d}" for step in range(6)]
    rows = [
        f"{week}  {full:>6} mWh  {full * 100 // design} %"
        for week, full in zip(weeks, left, strict=True)
    ]
    return [
        "BATTERY REPORT",
        f"cycle count {chance.randint(610, 940)}",
        f"design {design} mWh",
        *rows,
    ]


def _vpn(chance: Random, at: datetime) -> list[str]:
    lines = []
    for _ in range(6):
        at += timedelta(minutes=chance.randint(12, 40))
        lines.append(f"{at:%H:%M:%S} INFO  tunnel up, mtu 1420, peer 203.0.113.7")
        at += timedelta(minutes=chance.randint(11, 58))
        lines.append(f"{at:%H:%M:%S} WARN  no reply to keep-alive, 3 of 3")
        lines.append(f"{at:%H:%M:%S} ERROR tunnel closed by peer")
    return lines


def _trace(chance: Random, at: datetime) -> list[str]:
    hops = ["192.0.2.1", "198.51.100.17", "198.51.100.33", "203.0.113.90", "203.0.113.7"]
    return [
        f"{step:>2}  {hop:<16} {chance.uniform(1, 9) * step * step:8.1f} ms"
        for step, hop in enumerate(hops, start=1)
    ]


def _backup(chance: Random, at: datetime) -> list[str]:
    begun = at.replace(hour=22, minute=0, second=4) - timedelta(days=1)
    return [
        f"{begun:%Y-%m-%d %H:%M:%S} job started",
        f"{begun + timedelta(seconds=9):%Y-%m-%d %H:%M:%S} snapshot requested",
        f"{begun + timedelta(minutes=10):%Y-%m-%d %H:%M:%S} snapshot could not be created",
        f"{begun + timedelta(minutes=10):%Y-%m-%d %H:%M:%S} failed, code {chance.randint(3, 9)}",
    ]


def _headers(chance: Random, at: datetime) -> list[str]:
    return [
        "Return-Path: <billing@shop.example>",
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: <{chance.randrange(10**9)}@shop.example>",
        "Authentication-Results: mx.example; spf=softfail; dkim=none; dmarc=fail",
        "Subject: Invoice",
    ]


def _export(chance: Random, at: datetime) -> list[str]:
    rows = [f"{n};{text};{amount}" for n, (text, amount) in enumerate(EXTRA_WORK, start=1)]
    return ["position;text;amount", *rows, f"total;{at:%Y-%m};{chance.randint(2000, 9000)}.00"]


_MAKERS: dict[str, Callable[[Random, datetime], list[str]]] = {
    "battery-report.txt": _battery,
    "vpn.log": _vpn,
    "traceroute.txt": _trace,
    "backup-job.log": _backup,
    "message-headers.txt": _headers,
    "export.csv": _export,
}
