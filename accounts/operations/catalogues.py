"""Places, titles, document types: rows to choose from; and notes on rows."""

from accounts.models import Location, UserCategory, UserTitle
from accounts.operations.nouns import Noun
from files.models import DocumentCategory, DocumentType

WRITE, REMOVE = "catalogue.write", "catalogue.manage"

LOCATIONS = Noun(model=Location, write=WRITE, remove=REMOVE, entity="entity")
USER_TITLES = Noun(model=UserTitle, write=WRITE, remove=REMOVE)
USER_CATEGORIES = Noun(model=UserCategory, write=WRITE, remove=REMOVE)
DOCUMENT_CATEGORIES = Noun(model=DocumentCategory, write=WRITE, remove=REMOVE)
DOCUMENT_TYPES = Noun(model=DocumentType, write=WRITE, remove=REMOVE)
