"""Tables of crm."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
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
                ("begins_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "cost_amount",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}\\Z", "Three capital letters (ISO 4217).", code="currency"
                            )
                        ],
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CompanyRole",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractType",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProductCategory",
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
            ],
            options={
                "verbose_name_plural": "product categories",
            },
        ),
        migrations.CreateModel(
            name="Tag",
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
                ("name", models.CharField(max_length=255)),
                ("name_key", models.CharField(editable=False, max_length=765, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Company",
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
                ("address", models.TextField(blank=True, default="")),
                ("postcode", models.CharField(blank=True, default="", max_length=255)),
                ("town", models.CharField(blank=True, default="", max_length=255)),
                ("state", models.CharField(blank=True, default="", max_length=255)),
                ("country", models.CharField(blank=True, default="", max_length=255)),
                ("name", models.CharField(max_length=255)),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=765)),
                ("comment", models.TextField(blank=True, default="")),
                ("is_customer", models.BooleanField(default=True)),
                ("is_supplier", models.BooleanField(default=False)),
                ("registration_number", models.CharField(blank=True, default="", max_length=255)),
                ("website", models.CharField(blank=True, default="", max_length=255)),
                ("phone", models.CharField(blank=True, default="", max_length=255)),
                ("fax", models.CharField(blank=True, default="", max_length=255)),
                ("email", models.CharField(blank=True, default="", max_length=255)),
                ("payment_terms", models.CharField(blank=True, default="", max_length=255)),
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
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="crm.company",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companies",
                        to="crm.companyrole",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "companies",
            },
        ),
        migrations.CreateModel(
            name="Contact",
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
                ("address", models.TextField(blank=True, default="")),
                ("postcode", models.CharField(blank=True, default="", max_length=255)),
                ("town", models.CharField(blank=True, default="", max_length=255)),
                ("state", models.CharField(blank=True, default="", max_length=255)),
                ("country", models.CharField(blank=True, default="", max_length=255)),
                ("last_name", models.CharField(max_length=255)),
                ("first_name", models.CharField(blank=True, default="", max_length=255)),
                ("comment", models.TextField(blank=True, default="")),
                ("phone", models.CharField(blank=True, default="", max_length=255)),
                ("phone2", models.CharField(blank=True, default="", max_length=255)),
                ("mobile", models.CharField(blank=True, default="", max_length=255)),
                ("fax", models.CharField(blank=True, default="", max_length=255)),
                ("email", models.CharField(blank=True, default="", max_length=255)),
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
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contract",
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
                ("number", models.CharField(blank=True, db_index=True, default="", max_length=255)),
                ("comment", models.TextField(blank=True, default="")),
                ("begins_on", models.DateField(blank=True, null=True)),
                ("duration_months", models.PositiveIntegerField(default=0)),
                ("notice_months", models.PositiveIntegerField(default=0)),
                (
                    "renewal",
                    models.CharField(
                        choices=[("never", "Never"), ("tacit", "Tacit"), ("express", "Express")],
                        default="never",
                        max_length=8,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}\\Z", "Three capital letters (ISO 4217).", code="currency"
                            )
                        ],
                    ),
                ),
                ("is_private", models.BooleanField(default=False)),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="crm.company",
                    ),
                ),
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
                    "type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="crm.contracttype",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Lead",
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
                ("full_name", models.CharField(max_length=255)),
                ("company_name", models.CharField(blank=True, default="", max_length=255)),
                ("email", models.CharField(max_length=255)),
                ("email_key", models.CharField(db_index=True, editable=False, max_length=765)),
                ("country", models.CharField(blank=True, default="", max_length=255)),
                ("phone", models.CharField(blank=True, default="", max_length=255)),
                ("mobile", models.CharField(blank=True, default="", max_length=255)),
                ("position", models.CharField(blank=True, default="", max_length=255)),
                (
                    "estimated_amount",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}\\Z", "Three capital letters (ISO 4217).", code="currency"
                            )
                        ],
                    ),
                ),
                (
                    "stage",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "New"),
                            (20, "Meeting Arranged"),
                            (40, "Needs Discovered"),
                            (60, "Proposal Delivered"),
                            (80, "Offer Accepted"),
                            (100, "Closed Without Response"),
                            (101, "Lost"),
                            (102, "Invalid"),
                            (200, "Won"),
                        ],
                        db_index=True,
                        default=0,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("de", "German"),
                            ("en_GB", "English"),
                            ("es", "Spanish"),
                            ("fr", "French"),
                            ("pl", "Polish"),
                            ("ru", "Russian"),
                            ("zh_CN", "Chinese"),
                        ],
                        max_length=8,
                    ),
                ),
                ("comments", models.TextField(blank=True, default="")),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="crm.campaign",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="crm.company",
                    ),
                ),
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="crm.productcategory",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Newsletter",
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
                ("comment", models.TextField(blank=True, default="")),
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
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.group",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
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
                (
                    "entity",
                    models.ForeignKey(
                        default=0,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.entity",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectTask",
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
                ("name", models.CharField(max_length=255)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="crm.project",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                ("is_recursive", models.BooleanField(default=False)),
                ("number", models.CharField(max_length=64, unique=True)),
                ("tax_text", models.CharField(blank=True, default="", max_length=64)),
                (
                    "tax_percent",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("1000")),
                        ],
                    ),
                ),
                (
                    "withholding_percent",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                    ),
                ),
                (
                    "discount_percent",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}\\Z", "Three capital letters (ISO 4217).", code="currency"
                            )
                        ],
                    ),
                ),
                ("description", models.TextField(blank=True, default="")),
                ("reference", models.TextField(blank=True, default="")),
                ("internal_note", models.TextField(blank=True, default="")),
                ("is_locked", models.BooleanField(default=False)),
                ("issued_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("paid_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("paid", "Paid"),
                            ("canceled", "Canceled"),
                        ],
                        default="pending",
                        max_length=16,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("sent", "Sent"), ("received", "Received")],
                        default="sent",
                        max_length=16,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("de", "German"),
                            ("en_GB", "English"),
                            ("es", "Spanish"),
                            ("fr", "French"),
                            ("pl", "Polish"),
                            ("ru", "Russian"),
                            ("zh_CN", "Chinese"),
                        ],
                        default="en_GB",
                        max_length=8,
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="crm.company",
                    ),
                ),
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
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project_task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invoices",
                        to="crm.projecttask",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Subscription",
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
                ("name", models.CharField(max_length=255)),
                ("email", models.EmailField(max_length=254)),
                ("email_key", models.CharField(editable=False, max_length=765)),
                (
                    "status",
                    models.CharField(
                        choices=[("ok", "Ok"), ("off", "Off")], default="ok", max_length=16
                    ),
                ),
                ("validated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "newsletter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="crm.newsletter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LeadTag",
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
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tag_links",
                        to="crm.lead",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lead_links",
                        to="crm.tag",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="lead",
            name="tags",
            field=models.ManyToManyField(related_name="leads", through="crm.LeadTag", to="crm.tag"),
        ),
        migrations.CreateModel(
            name="CompanyGroup",
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="group_links",
                        to="crm.company",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company_links",
                        to="accounts.group",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "group"), name="companygroup_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyUser",
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="user_links",
                        to="crm.company",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company_links",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "user"), name="companyuser_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CompanyContact",
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_links",
                        to="crm.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="company_links",
                        to="crm.contact",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "contact"), name="companycontact_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractLink",
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
                ("object_id", models.BigIntegerField()),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="crm.contract",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["content_type", "object_id"], name="contractlink_owner")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "content_type", "object_id"), name="contractlink_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceCounter",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.entity",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entity", "year"), name="invoicecounter_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("concept", models.CharField(blank=True, default="", max_length=500)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("1"),
                        max_digits=20,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("-99999999999.9999")),
                            django.core.validators.MaxValueValidator(Decimal("99999999999.9999")),
                        ],
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="crm.invoice",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("invoice", "position"), name="invoiceline_position"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["direction", "-issued_on", "-number"], name="invoice_latest"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["state"], name="invoice_state"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid_on", None), ("state", "paid"), _connector="OR"),
                name="invoice_paid_on_only_when_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("locked_by", None), ("is_locked", True), _connector="OR"),
                name="invoice_locker_only_when_locked",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                fields=("newsletter", "email_key"), name="subscription_once_per_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadtag",
            constraint=models.UniqueConstraint(fields=("lead", "tag"), name="leadtag_once"),
        ),
    ]
