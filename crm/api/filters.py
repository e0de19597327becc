"""Filters of customers and what belongs to them."""

import django_filters as filters

from crm.vocabulary import InvoiceDirection, InvoiceState, LeadStage
from doors.rest.filters import KeyFilter, WordFilter


class CompanyFilters(filters.FilterSet):
    """What a list of companies may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    is_customer = filters.BooleanFilter()
    is_supplier = filters.BooleanFilter()
    parent = KeyFilter(field_name="parent")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class ContactFilters(filters.FilterSet):
    """What a list of contacts may be narrowed to."""

    last_name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class LeadFilters(filters.FilterSet):
    """What a list of leads may be narrowed to."""

    stage = WordFilter(LeadStage)
    email = filters.CharFilter(lookup_expr="iexact", max_length=254)
    owner = KeyFilter(field_name="owner")
    company = KeyFilter(field_name="company")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class InvoiceFilters(filters.FilterSet):
    """What a list of invoices may be narrowed to."""

    number = filters.CharFilter(max_length=64)
    company = KeyFilter(field_name="company")
    state = filters.MultipleChoiceFilter(choices=InvoiceState.choices)
    direction = filters.MultipleChoiceFilter(choices=InvoiceDirection.choices)
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")


class ContractFilters(filters.FilterSet):
    """What a list of contracts may be narrowed to."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=200)
    number = filters.CharFilter(max_length=255)
    company = KeyFilter(field_name="company")
    updated_after = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
