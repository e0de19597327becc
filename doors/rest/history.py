"""How entries of the journal look to callers."""

from rest_framework import serializers

from doors.rest.rows import Key, Rows


class EntryOut(Rows):
    """A journaled change: {field: [old, new]} in stored values, and in words for keys."""

    id = Key()
    recorded_at = serializers.DateTimeField()
    verb = serializers.CharField()
    part_noun = serializers.CharField()
    part = serializers.IntegerField(source="part_id", allow_null=True)
    actor = serializers.IntegerField(source="actor_id", allow_null=True)
    acted_for = serializers.IntegerField(source="acted_for_id", allow_null=True)
    door = serializers.CharField()
    changes = serializers.DictField(child=serializers.ListField())
    names = serializers.DictField(child=serializers.ListField())
    message = serializers.CharField()
