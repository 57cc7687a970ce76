//! Reasons as values: a stable code and what its sentence names, so that others tell them in any language.
//! Their `Display` is the English sentence of the command line; no sentence in another language stands here.

/// A reason as it is told: the key of its sentence is `<list>-<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The closed list that the code is of.
    pub list: &'static str,
    /// The stable name of the reason.
    pub code: &'static str,
    /// What the sentence names.
    pub args: Vec<(&'static str, Arg)>,
}

/// What a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A text or a count, as it stands.
    Text(String),
    /// A number of bytes.
    Size(u64),
    /// A reason within the reason.
    Told(Told),
}

/// Bytes at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Size(pub u64);

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Becomes what a sentence names.
pub trait AsArg {
    /// As it is named.
    fn as_arg(&self) -> Arg;
}

macro_rules! as_text {
    ($($type:ty),+) => {
        $(impl AsArg for $type {
            fn as_arg(&self) -> Arg {
                Arg::Text(self.to_string())
            }
        })+
    };
}

as_text!(String, char, u32, u64, usize, i64, crate::run::Place, crate::item::SourceKind);

impl AsArg for Size {
    fn as_arg(&self) -> Arg {
        Arg::Size(self.0)
    }
}

impl AsArg for Vec<String> {
    fn as_arg(&self) -> Arg {
        Arg::Text(self.join(", "))
    }
}

impl<T: AsArg> AsArg for Box<T> {
    fn as_arg(&self) -> Arg {
        (**self).as_arg()
    }
}

/// A closed list of reasons: an error whose variants have codes, that is kept as `{"code", "args"}`.
#[macro_export]
macro_rules! reasons {
    ($(#[$meta:meta])* $name:ident, $list:literal, {
        $($(#[$vmeta:meta])* $variant:ident $({ $($(#[$fmeta:meta])* $field:ident: $type:ty),+ $(,)? })? => $code:literal),+
        $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "code", content = "args")]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $code)] $variant $({ $($(#[$fmeta])* $field: $type),+ })?),+
        }

        impl $name {
            /// The list that the codes are of.
            pub const LIST: &'static str = $list;
            /// The codes of all reasons, each with what it names.
            pub const CODES: &'static [(&'static str, &'static [&'static str])] =
                &[$(($code, &[$($(stringify!($field)),+)?])),+];

            /// The reason as it is told.
            pub fn told(&self) -> $crate::Told {
                match self {
                    $(Self::$variant $({ $($field),+ })? => $crate::Told {
                        list: $list,
                        code: $code,
                        args: vec![$($((stringify!($field), $crate::AsArg::as_arg($field))),+)?],
                    }),+
                }
            }
        }

        impl $crate::AsArg for $name {
            fn as_arg(&self) -> $crate::Arg {
                $crate::Arg::Told(self.told())
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArchiveFlaw, RefuseReason, Rejected};

    #[test]
    fn a_reason_is_kept_by_code_and_named_arguments() {
        let flaw = ArchiveFlaw::EntryTooLarge { limit: Size(100) };
        let rejected = Rejected::Entry { entry: "a.json".to_owned(), flaw: flaw.clone() };
        let kept = serde_json::to_string(&rejected).unwrap();
        let flat =
            r#"{"code":"entry","args":{"entry":"a.json","flaw":{"code":"entry-too-large","args":{"limit":100}}}}"#;
        assert_eq!(kept, flat);
        assert_eq!(serde_json::from_str::<Rejected>(&kept).unwrap(), rejected);
        let told = rejected.told();
        assert_eq!((told.list, told.code), ("import-error", "entry"));
        assert_eq!(told.args, [("entry", Arg::Text("a.json".to_owned())), ("flaw", Arg::Told(flaw.told()))]);
        assert_eq!(
            rejected.to_string(),
            "the archive was refused at `a.json`: the entry inflates to more than 100 bytes"
        );
    }

    #[test]
    fn a_reason_within_a_reason_is_kept_too() {
        let alert = RefuseReason::Alert { n: 2, reason: Box::new(RefuseReason::NoText) };
        let kept = serde_json::to_string(&alert).unwrap();
        assert_eq!(serde_json::from_str::<RefuseReason>(&kept).unwrap(), alert);
        assert_eq!(kept, r#"{"code":"alert","args":{"n":2,"reason":{"code":"no-text"}}}"#);
    }
}
