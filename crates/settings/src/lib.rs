//! Configuration, one section a file; known only to cli.
