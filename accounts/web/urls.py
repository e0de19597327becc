"""Addresses of signing in and out, and of what people set for themselves."""

from django.urls import path

from accounts.web import preferences, sign_in

urlpatterns = [
    path("login/", sign_in.sign_in_page, name="login"),
    path("logout/", sign_in.sign_out, name="logout"),
    path("preferences/", preferences.save, name="preferences"),
]
