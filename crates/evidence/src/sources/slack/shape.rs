//! The shapes of a Slack export, as far as they are read. Borrowed from the raw element.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A scalar where Slack's apps put text, numbers or nothing; anything else is ignored.
#[derive(Debug, Default, Clone)]
pub(super) struct Loose<'a>(pub(super) Option<Cow<'a, str>>);

impl Loose<'_> {
    pub(super) fn text(&self) -> Option<&str> {
        self.0.as_deref().filter(|t| !t.is_empty())
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Loose<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Borrowed(v))))
            }
            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Owned(v.to_owned()))))
            }
            fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Borrowed(if v { "true" } else { "false" }))))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
                Ok(Loose(Some(Cow::Owned(v.to_string()))))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Loose(None))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose(None))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow, default)]
    pub(super) ts: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) subtype: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) text: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) user: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) username: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) bot_id: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) client_msg_id: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) thread_ts: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) deleted_ts: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) permalink: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) user_profile: Option<Profile<'a>>,
    #[serde(borrow, default)]
    pub(super) edited: Option<Edited<'a>>,
    #[serde(borrow, default)]
    pub(super) attachments: Option<Vec<Attachment<'a>>>,
    /// Parsed only when the text is empty.
    #[serde(borrow, default)]
    pub(super) blocks: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) files: Option<Vec<File<'a>>>,
    #[serde(borrow, default)]
    pub(super) file: Option<File<'a>>,
    #[serde(borrow, default)]
    pub(super) comment: Option<Comment<'a>>,
    #[serde(borrow, default)]
    pub(super) reactions: Option<Vec<Reaction<'a>>>,
    #[serde(borrow, default)]
    pub(super) pinned_to: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "message")]
    pub(super) changed: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "previous_message")]
    pub(super) previous: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Profile<'a> {
    #[serde(borrow, default)]
    pub(super) display_name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) real_name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Edited<'a> {
    #[serde(borrow, default)]
    pub(super) ts: Loose<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attachment<'a> {
    #[serde(borrow, default)]
    pub(super) pretext: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) author_name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title_link: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) text: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) fallback: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) footer: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) fields: Option<Vec<Field<'a>>>,
    #[serde(borrow, default)]
    pub(super) blocks: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Field<'a> {
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) value: Loose<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct File<'a> {
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) mimetype: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) filetype: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) permalink: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) mode: Loose<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Comment<'a> {
    #[serde(borrow, default)]
    pub(super) comment: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) user: Loose<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reaction<'a> {
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
    #[serde(default)]
    pub(super) count: Option<u64>,
    #[serde(borrow, default)]
    pub(super) users: Option<Vec<Loose<'a>>>,
}

/// A record of `users.json`.
#[derive(Debug, Deserialize)]
pub(super) struct UserRecord<'a> {
    #[serde(borrow, default)]
    pub(super) id: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) real_name: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) profile: Option<Profile<'a>>,
    #[serde(default)]
    pub(super) is_bot: Option<bool>,
}

/// A record of `channels.json`, `groups.json`, `mpims.json` or `dms.json`.
#[derive(Debug, Deserialize)]
pub(super) struct ChannelRecord<'a> {
    #[serde(borrow, default)]
    pub(super) id: Loose<'a>,
    #[serde(borrow, default)]
    pub(super) name: Loose<'a>,
}
