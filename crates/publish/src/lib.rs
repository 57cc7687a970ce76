//! A postmortem for an audience, as a document: Markdown, HTML, JSON. Pure.
