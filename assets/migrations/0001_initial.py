"""Tables of assets."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Manufacturer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("wire_extra", models.JSONField(blank=True, default=dict, editable=False)),
                ("name", models.CharField(max_length=255)),
                ("comment", models.TextField(blank=True, default="")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=765)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CiSource",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("wire_extra", models.JSONField(blank=True, default=dict, editable=False)),
                ("name", models.CharField(max_length=255)),
                ("comment", models.TextField(blank=True, default="")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=765)),
            ],
            options={
                "verbose_name": "CI source",
                "constraints": [
                    models.UniqueConstraint(fields=("name_key",), name="cisource_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CiType",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("wire_extra", models.JSONField(blank=True, default=dict, editable=False)),
                ("name", models.CharField(max_length=255)),
                ("comment", models.TextField(blank=True, default="")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=765)),
                (
                    "ci_class",
                    models.CharField(
                        choices=[
                            ("computer", "Computer"),
                            ("monitor", "Monitor"),
                            ("printer", "Printer"),
                            ("phone", "Phone"),
                            ("network_equipment", "Network Equipment"),
                            ("peripheral", "Peripheral"),
                            ("software", "Software"),
                            ("software_license", "Software License"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("fields", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name": "CI type",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="citype_code_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfigurationItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("wire_extra", models.JSONField(blank=True, default=dict, editable=False)),
                ("is_recursive", models.BooleanField(default=False)),
                ("name", models.CharField(max_length=255)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=765)),
                ("comment", models.TextField(blank=True, default="")),
                (
                    "ci_class",
                    models.CharField(
                        choices=[
                            ("computer", "Computer"),
                            ("monitor", "Monitor"),
                            ("printer", "Printer"),
                            ("phone", "Phone"),
                            ("network_equipment", "Network Equipment"),
                            ("peripheral", "Peripheral"),
                            ("software", "Software"),
                            ("software_license", "Software License"),
                            ("other", "Other"),
                        ],
                        editable=False,
                        max_length=20,
                    ),
                ),
                (
                    "usage",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("inuse", "In Use"),
                            ("unused", "Unused"),
                            ("issued", "Issued"),
                        ],
                        default="new",
                        max_length=16,
                    ),
                ),
                ("serial", models.CharField(blank=True, db_index=True, default="", max_length=255)),
                (
                    "inventory_number",
                    models.CharField(blank=True, db_index=True, default="", max_length=255),
                ),
                ("uuid", models.CharField(blank=True, default="", max_length=255)),
                ("contact", models.CharField(blank=True, default="", max_length=255)),
                ("is_public", models.BooleanField(default=True)),
                ("is_listed", models.BooleanField(default=True)),
                ("last_update_on", models.DateField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("external_id", models.CharField(blank=True, default="", max_length=255)),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "entity",
                    models.ForeignKey(
                        default=0,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.entity",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="assets.configurationitem",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="assets.cisource",
                    ),
                ),
                (
                    "support_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.group",
                    ),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.user",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="assets.citype",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="items",
                        to="accounts.user",
                    ),
                ),
                (
                    "manufacturer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="assets.manufacturer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CiRelation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("depends_on", "Depends On"),
                            ("runs_on", "Runs On"),
                            ("part_of", "Part Of"),
                            ("connected_to", "Connected To"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_out",
                        to="assets.configurationitem",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_in",
                        to="assets.configurationitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "CI relation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "target", "kind"), name="cirelation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="cirelation_between_two",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="configurationitem",
            index=models.Index(fields=["ci_class", "id"], name="ci_by_class"),
        ),
        migrations.AddConstraint(
            model_name="configurationitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source__isnull", False)),
                fields=("source", "external_id"),
                name="ci_once_per_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="configurationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("external_id", ""), ("source", None)),
                    models.Q(
                        ("source__isnull", False), models.Q(("external_id", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="ci_source_with_external_id",
            ),
        ),
    ]
