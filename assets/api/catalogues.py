"""What items are described with: models, operating systems, networks."""

from typing import ClassVar

import django_filters as filters
from rest_framework import serializers

from accounts.operations import nouns
from assets.operations import nouns as tables
from assets.vocabulary import CiClass
from doors.rest.catalogues import Catalogue, NamedOut, NamedPatchIn
from doors.rest.inputs import Input, Line
from doors.rest.rows import Rows


class ModelOut(NamedOut):
    """What the maker calls a thing."""

    ci_class = serializers.ChoiceField(CiClass.choices)
    product_number = serializers.CharField()


class ModelPatchIn(NamedPatchIn):
    """Changes of a model."""

    product_number = Line(required=False, allow_blank=True)


class ModelIn(ModelPatchIn):
    """A new model of a class of items."""

    name = Line()
    ci_class = serializers.ChoiceField(CiClass.choices)


class ModelFilters(filters.FilterSet):
    """What a list of models may be narrowed to."""

    ci_class = filters.MultipleChoiceFilter(choices=CiClass.choices)


class ModelViewSet(Catalogue):
    """Models of items."""

    scope = "items"
    verbs, noun, filters = nouns, tables.MODELS, ModelFilters
    rows: ClassVar[type[Rows]] = ModelOut
    create_input: ClassVar[type[Input]] = ModelIn
    update_input: ClassVar[type[Input]] = ModelPatchIn


class OperatingSystemViewSet(Catalogue):
    """Operating systems, without their versions."""

    scope = "items"
    verbs, noun = nouns, tables.OPERATING_SYSTEMS


class NetworkViewSet(Catalogue):
    """Networks that items are in."""

    scope = "items"
    verbs, noun = nouns, tables.NETWORKS
