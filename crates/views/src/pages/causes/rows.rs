//! The outline as the page needs it: each line with where lists open and close.

use postmortem::{
    Action, BecauseId, Cause, CauseClass, CauseId, CauseMap, Confidence, EndState, Line, Necessity, Plan,
};

use super::ShownTie;

/// One line of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    /// The cause.
    pub id: CauseId,
    /// What part it played.
    pub class: CauseClass,
    /// What it is.
    pub text: String,
    /// What ties it to the line above.
    pub because: Option<(BecauseId, Necessity, Confidence, usize)>,
    /// How far in it stands.
    pub depth: usize,
    /// Whether it stood in an earlier line.
    pub is_again: bool,
    /// How the branch ends here: `open`, `deep` or `mitigator`.
    pub end: Option<&'static str>,
    /// Why it goes no further.
    pub reason: Option<String>,
    /// The weakness that it is tied to.
    pub tied: Option<ShownTie>,
    /// Whether the next line stands in a list of its own below this one.
    pub opens: bool,
    /// So many lists end after this line.
    pub closes: usize,
}

/// Makes the lines of a page out of an outline; `tied` tells the weakness of a cause.
pub fn cause_lines(map: &CauseMap, outline: &[Line<'_>], tied: &dyn Fn(&Cause) -> Option<ShownTie>) -> Vec<CauseLine> {
    let depth_after = |at: usize| outline.get(at + 1).map_or(1, |next| next.depth);
    let line = |(at, line): (usize, &Line<'_>)| CauseLine {
        id: line.cause.id,
        class: line.cause.class,
        text: line.cause.text.clone(),
        because: line.because.map(|b| (b.id, b.necessity, b.confidence, b.evidence.len())),
        depth: line.depth,
        is_again: line.is_again,
        end: map.end_state(line.cause).map(|end| match end {
            EndState::Open => "open",
            EndState::DeepEnough => "deep",
            EndState::Mitigator => "mitigator",
        }),
        reason: line.cause.deep_enough.clone(),
        tied: tied(line.cause),
        opens: depth_after(at) > line.depth,
        closes: line.depth.saturating_sub(depth_after(at)),
    };
    outline.iter().enumerate().map(line).collect()
}

/// An idea or action that addresses the cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressing {
    /// The idea or action.
    pub action: Action,
    /// Who has to do with it.
    pub owner: Option<String>,
}

impl Addressing {
    /// What somebody committed to, where somebody did.
    pub fn plan(&self) -> Option<&Plan> {
        self.action.commitment().map(|c| &c.plan)
    }
}
