//! The words of a postmortem and their rules. No I/O, no clock, no random.
