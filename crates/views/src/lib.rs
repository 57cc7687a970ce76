//! Pages: a page is a struct that renders itself.
