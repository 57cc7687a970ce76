//! What handlers take out of a request.

mod form;
mod visit;

pub(crate) use form::{Empty, Form, Query, multipart_token};
pub(crate) use visit::{Visit, Visitor, cookie_name, token};
