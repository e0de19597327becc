"""When people work: calendars with intervals and holidays, and absences."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.entity import Scoped
from accounts.models.user import User
from accounts.vocabulary import interval_minutes
from audit.columns import Carrying, Row


def validate_intervals(value: object) -> None:
    """Refuse what is not a list of [weekday 0 to 6, "HH:MM", "HH:MM"]."""
    if not isinstance(value, list):
        raise ValidationError(_("A list of intervals is needed."), code="intervals")
    for interval in value:
        try:
            interval_minutes(interval)
        except ValueError as error:
            raise ValidationError(str(error), code="intervals") from error


class Calendar(Row, Scoped, Carrying):
    """Working hours in a zone. Public holidays of a country (and region) count as closed.

    `intervals` are [weekday, from, to], Monday = 0, "00:00" to "24:00"; one that ends before it
    begins runs over midnight. Without any interval nothing is ever open.
    """

    name = models.CharField(max_length=255)
    comment = models.TextField(blank=True, default="")
    time_zone = models.CharField(max_length=50, default="UTC")
    intervals = models.JSONField(default=list, blank=True, validators=[validate_intervals])
    country = models.CharField(max_length=2, blank=True, default="")
    region = models.CharField(max_length=32, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Holiday(Row):
    """Days on which a calendar is closed; a yearly one comes back on the same days."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=255)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_yearly = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="holiday_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.starts_on})"


class Absence(Row):
    """A time in which a person is given no tickets."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    comment = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_order"
            )
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="absence_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}"
