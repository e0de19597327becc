"""Figures for a monitoring system, and who gets them."""

import pytest

pytestmark = pytest.mark.django_db


def test_programs_of_this_machine_read_figures_of_requests(client):
    client.get("/healthz")

    body = client.get("/metrics").content.decode()

    assert "django_http_requests_total_by_view_transport_method_total" in body
    assert "django_http_requests_latency_seconds_by_view_method" in body


@pytest.mark.parametrize("header", [{}, {"HTTP_AUTHORIZATION": "Bearer wrong"}])
def test_others_find_nothing(client, settings, header):
    settings.DESK_METRICS_TOKEN = "s3cret"

    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7", **header).status_code == 404


def test_no_token_lets_nobody_else_in(client, settings):
    settings.DESK_METRICS_TOKEN = ""

    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer ")

    assert answer.status_code == 404


def test_the_token_opens_the_figures_to_others(client, settings):
    settings.DESK_METRICS_TOKEN = "s3cret"

    answer = client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer s3cret")

    assert answer.status_code == 200
