//! The verbs: every command and query once, with permission, audit and events.
