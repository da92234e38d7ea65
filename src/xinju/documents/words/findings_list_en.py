"""The findings list's fixed words in English."""

LABELS = {
    "number": "No.",
    "article": "Article",
    "item": "Item",
    "what": "Question",
    "values": "Values concerned",
    "readings": "Possible readings",
    "decision": "Decision (by the policy office)",
    "reading": "{letter}. {text}",
    "decided": "{decision} ({by})",
    "intro": "Write in the last column which reading holds, who decided and when. Once recorded in the sheet it shows as answered.",
    "sheet": "Findings",
}
