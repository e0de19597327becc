from django.db import migrations, models


class Migration(migrations.Migration):
    """An index that answers get_stats avg_life without reading the tickets."""

    dependencies = [("tickets", "0004_group_rotation")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["status", "opened_at", "last_closed_at"],
                name="ticket_life",
                condition=models.Q(deleted_at=None, last_closed_at__isnull=False),
            ),
        ),
    ]
