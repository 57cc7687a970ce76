//! The runner of what happens outside a request. Each job is thin: it calls one verb.
