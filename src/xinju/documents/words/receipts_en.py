"""Words of the receipt in English."""

LABELS = {
    "number": "Receipt number",
    "name": "Name",
    "document": "Document number",
    "act": "What",
    "on": "Day",
    "due": "Report due",
    "standing": "In time",
    "next": "What happens next",
    "check": "The code shows number and time of this receipt, and nothing about anybody.",
    "page": "Page {page} of {pages}",
}
