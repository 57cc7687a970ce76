//! Bytes of any source become evidence. Pure, streaming, fuzzed.
