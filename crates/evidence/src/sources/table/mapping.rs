//! Which column is what; guessed from English and Korean headers.

use serde::{Deserialize, Serialize};

use crate::reason::{MissingColumn, Rejected};

/// The names of the columns that matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// When it happened.
    pub time: Option<String>,
    /// What is said.
    pub text: Option<String>,
    /// Who said or did it.
    pub who: Option<String>,
    /// Where it can be seen.
    pub link: Option<String>,
    /// What tells rows apart for good.
    pub id: Option<String>,
}

/// A mapping by position.
pub(super) struct Columns {
    pub(super) time: usize,
    pub(super) text: usize,
    pub(super) who: Option<usize>,
    pub(super) link: Option<usize>,
    pub(super) id: Option<usize>,
}

const TIME: &[&str] = &[
    "time",
    "timestamp",
    "@timestamp",
    "datetime",
    "date",
    "date time",
    "occurred",
    "occurred at",
    "when",
    "ts",
    "created at",
    "created",
    "start",
    "started at",
    "event time",
    "시각",
    "시간",
    "일시",
    "발생 시각",
    "발생시각",
    "발생일시",
    "날짜",
    "일자",
    "등록일시",
];
const TEXT: &[&str] = &[
    "text",
    "message",
    "msg",
    "description",
    "event",
    "summary",
    "body",
    "content",
    "what",
    "details",
    "note",
    "title",
    "log",
    "내용",
    "메시지",
    "설명",
    "사건",
    "요약",
    "본문",
    "조치",
    "조치 내용",
    "제목",
    "비고",
];
const WHO: &[&str] = &[
    "who",
    "user",
    "author",
    "actor",
    "name",
    "person",
    "owner",
    "username",
    "by",
    "sender",
    "from",
    "작성자",
    "담당자",
    "사용자",
    "이름",
    "누가",
    "발신자",
];
const LINK: &[&str] = &["link", "url", "href", "permalink", "링크", "주소"];
const ID: &[&str] = &["id", "uuid", "key", "event id", "message id", "번호", "식별자"];

impl Mapping {
    /// What the names of the columns tell.
    pub fn guess(columns: &[String]) -> Self {
        let mut taken = vec![false; columns.len()];
        let mut pick = |names: &[&str]| {
            let found =
                names.iter().find_map(|name| (0..columns.len()).find(|n| !taken[*n] && plain(&columns[*n]) == *name));
            found.map(|n| {
                taken[n] = true;
                columns[n].clone()
            })
        };
        Self { time: pick(TIME), text: pick(TEXT), who: pick(WHO), link: pick(LINK), id: pick(ID) }
    }

    pub(super) fn resolve(&self, file: &str, columns: &[String]) -> Result<Columns, Rejected> {
        let missing =
            |missing: MissingColumn| Rejected::Mapping { file: file.to_owned(), missing, columns: columns.to_vec() };
        let find = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => match columns
                .iter()
                .position(|c| c == name)
                .or_else(|| columns.iter().position(|c| plain(c) == plain(name)))
            {
                Some(at) => Ok(Some(at)),
                None => Err(missing(MissingColumn::Named { name: name.clone() })),
            },
        };
        Ok(Columns {
            time: find(&self.time)?.ok_or_else(|| missing(MissingColumn::Time))?,
            text: find(&self.text)?.ok_or_else(|| missing(MissingColumn::Text))?,
            who: find(&self.who)?,
            link: find(&self.link)?,
            id: find(&self.id)?,
        })
    }
}

/// Lower case, with blanks for signs, without what stands in brackets.
fn plain(name: &str) -> String {
    let name = name.split('(').next().unwrap_or(name).trim().to_lowercase();
    name.replace(['_', '-', '.'], " ").trim().to_owned()
}
