//! Who may reach what: written by hand, apart from the code that it judges.

use testkit::Answer;
use web::Access;

/// Someone, as seen from one postmortem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// Nobody is signed in.
    Stranger,
    /// Was suspended, but the browser still has a cookie.
    Suspended,
    /// A reader.
    Reader,
    /// A member; the draft is private.
    Member,
    /// A member; the draft is open to members.
    Guest,
    /// An administrator who does not edit it.
    Administrator,
    /// An editor.
    Editor,
    /// The owner.
    Owner,
}

/// What comes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What the row says.
    Granted,
    /// To the page to sign in on, or 401 where a form was sent.
    SignIn,
    /// 404: whether it exists is not told.
    NotFound,
    /// 403: it may be known, but not done.
    Denied,
    /// Another status, for exceptions.
    Status(u16),
}

/// What the policy says.
pub fn expected(access: Access, who: Principal) -> Outcome {
    use Principal as P;
    match (access, who) {
        (Access::Public | Access::Token, _) => Outcome::Granted,
        (_, P::Stranger | P::Suspended) => Outcome::SignIn,
        (Access::SignedIn, _)
        | (Access::Member, P::Member | P::Guest | P::Administrator | P::Editor | P::Owner)
        | (Access::Read, P::Guest | P::Editor | P::Owner)
        | (Access::Edit, P::Editor | P::Owner)
        | (Access::Own, P::Owner)
        | (Access::Administrator, P::Administrator) => Outcome::Granted,
        (Access::Member, P::Reader) | (Access::Edit, P::Guest) | (Access::Own, P::Guest | P::Editor) => Outcome::Denied,
        (Access::Read | Access::Edit | Access::Own, P::Reader | P::Member | P::Administrator)
        | (Access::Administrator, _) => Outcome::NotFound,
    }
}

/// Compares what came back with what the policy says.
pub fn judge(outcome: Outcome, granted: u16, is_get: bool, answer: &Answer) -> Result<(), String> {
    let status = answer.status.as_u16();
    let is_led_to_sign_in = status == 303 && answer.location().starts_with("/sign-in?next=");
    let fits = match outcome {
        Outcome::Granted => status == granted && !is_led_to_sign_in,
        Outcome::SignIn if is_get => is_led_to_sign_in,
        Outcome::SignIn => status == 401,
        Outcome::NotFound => status == 404,
        Outcome::Denied => status == 403,
        Outcome::Status(other) => status == other,
    };
    if fits { Ok(()) } else { Err(format!("{outcome:?} was due, came {status} {}", answer.location())) }
}
