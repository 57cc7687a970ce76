//! The as-known view in the address: `?as_known=2026-11-13T14:20:00&who=…&lanes=…`, and what its bar offers.

use std::collections::{BTreeSet, HashMap};

use app::{
    FieldError,
    timeline::{AsKnown, View},
};
use jiff::Timestamp;
use postmortem::{Actor, ActorId, Cited, EntryId, Eyes, Number, Party, Zone, learned};
use views::{
    Ui,
    pages::{AsKnownBar, Step, StripParty},
    routes,
};

use super::{ListQuery, fields};

/// The most lanes that the overview draws.
const MOST_LANES: usize = 12;

/// What the viewer looks through: a time and whose eyes.
pub(super) struct Lens {
    pub at: Timestamp,
    pub eyes: Eyes,
    who: String,
    who_name: Option<String>,
}

/// Reads the lens that the address asks for.
pub(super) fn lens(query: &ListQuery, ui: &Ui, view: &View) -> Result<Option<Lens>, FieldError> {
    if query.as_known.trim().is_empty() {
        return Ok(None);
    }
    let at = fields::moment("as_known", &query.as_known, &view.postmortem.zone)?.at;
    let of = |ids: Vec<ActorId>, name: String| (Eyes::Of(ids), query.who.clone(), Some(name));
    let (eyes, who, who_name) = match query.who.strip_prefix("team:") {
        Some(team) => {
            let ids: Vec<ActorId> =
                view.timeline.actors.iter().filter(|a| a.team.as_deref() == Some(team)).map(|a| a.id).collect();
            if ids.is_empty() { (Eyes::Anyone, String::new(), None) } else { of(ids, team_name(ui, team)) }
        }
        None => match view.timeline.actors.iter().find(|a| a.id.to_string() == query.who) {
            Some(actor) => of(vec![actor.id], actor.name.clone()),
            None => (Eyes::Anyone, String::new(), None),
        },
    };
    Ok(Some(Lens { at, eyes, who, who_name }))
}

fn team_name(ui: &Ui, team: &str) -> String {
    ui.t1("as-known-team", "name", team)
}

/// The bar for a lens.
pub(super) fn bar(ui: &Ui, lens: &Lens, known: &AsKnown, lanes: &str) -> AsKnownBar {
    let (number, zone) = (known.view.postmortem.number, &known.view.postmortem.zone);
    let step = |at: &Timestamp| Step {
        at: at.as_microsecond(),
        href: address(number, Some(&written(*at, zone)), &lens.who, lanes),
    };
    let micros: Vec<String> = known.steps.iter().map(|at| at.as_microsecond().to_string()).collect();
    AsKnownBar {
        value: written(lens.at, zone),
        at: lens.at.as_microsecond(),
        shown: shown(ui, lens.at, zone),
        who: lens.who.clone(),
        who_name: lens.who_name.clone(),
        choices: choices(ui, &known.view.timeline.actors),
        n_known: known.view.timeline.entries.len() - known.hidden.len(),
        n_maybe: known.maybe.len(),
        previous: known.steps.iter().rev().find(|at| **at < lens.at).map(step),
        next: known.steps.iter().find(|at| **at > lens.at).map(step),
        reached: known.steps.iter().filter(|at| **at <= lens.at).count(),
        n_steps: known.steps.len(),
        steps: micros.join(" "),
        hidden: known.hidden.clone(),
        maybe: known.maybe.clone(),
    }
}

/// Where the replay begins: the first moment at which anyone learned of anything.
pub(super) fn replay(view: &View) -> Option<String> {
    let first = postmortem::steps(&view.timeline.entries, &Eyes::Anyone).into_iter().next()?;
    Some(address(view.postmortem.number, Some(&written(first, &view.postmortem.zone)), "", ""))
}

/// The ways to lay out the lanes.
pub(super) fn lanes(
    number: Number,
    lens: Option<&Lens>,
    zone: &Zone,
    query: &ListQuery,
) -> Vec<(&'static str, String, bool)> {
    let at = lens.map(|l| written(l.at, zone));
    let who = lens.map_or("", |l| l.who.as_str());
    let chosen = if matches!(query.lanes.as_str(), "people" | "teams") { query.lanes.as_str() } else { "" };
    [("source", ""), ("people", "people"), ("teams", "teams")]
        .map(|(key, word)| (key, address(number, at.as_deref(), who, word), word == chosen))
        .into()
}

/// Those with a lane of their own, in the order in which they first learned of anything.
pub(super) fn parties(view: &View, lanes: &str) -> Vec<StripParty> {
    let mut found: Vec<StripParty> = match lanes {
        "people" => view
            .timeline
            .actors
            .iter()
            .map(|a| StripParty { name: a.name.clone(), eyes: Eyes::Of(vec![a.id]) })
            .collect(),
        "teams" => teams(&view.timeline.actors)
            .into_iter()
            .map(|(team, members)| StripParty { name: team.to_owned(), eyes: Eyes::Of(members) })
            .collect(),
        _ => return Vec::new(),
    };
    let told = |party: &StripParty| {
        let since: Vec<Timestamp> =
            view.timeline.entries.iter().filter_map(|e| learned(e, &party.eyes)).map(|(at, _)| at).collect();
        (since.len(), since.into_iter().min())
    };
    found.retain(|party| told(party).0 > 0);
    found.sort_by_cached_key(|party| std::cmp::Reverse(told(party).0));
    found.truncate(MOST_LANES);
    found.sort_by_cached_key(|party| told(party).1);
    found
}

/// Teams by name, each with its members.
fn teams(actors: &[Actor]) -> Vec<(&str, Vec<ActorId>)> {
    let names: BTreeSet<&str> = actors.iter().filter_map(|a| a.team.as_deref()).collect();
    let members = |team: &str| actors.iter().filter(|a| a.team.as_deref() == Some(team)).map(|a| a.id).collect();
    names.into_iter().map(|team| (team, members(team))).collect()
}

fn choices(ui: &Ui, actors: &[Actor]) -> Vec<(String, String)> {
    let teams = teams(actors).into_iter().map(|(team, _)| (format!("team:{team}"), team_name(ui, team)));
    teams.chain(actors.iter().map(|a| (a.id.to_string(), a.name.clone()))).collect()
}

/// The sentences about hand-overs, by entry.
pub(super) fn hand_overs(ui: &Ui, view: &View) -> HashMap<EntryId, Vec<String>> {
    let name = |who: &Party| match who {
        Party::Team(team) => team.clone(),
        Party::Actor(id) => {
            view.timeline.actors.iter().find(|a| a.id == *id).map(|a| a.name.clone()).unwrap_or_default()
        }
    };
    let mut told: HashMap<EntryId, Vec<String>> = HashMap::new();
    for one in &view.timeline.hand_overs {
        let lasts = ui.duration(one.lasts.as_secs());
        let about = [("after", name(&one.after)), ("before", name(&one.before)), ("duration", lasts)];
        let about: Vec<(&str, &str)> = about.iter().map(|(key, value)| (*key, value.as_str())).collect();
        told.entry(one.entry).or_default().push(ui.ta("learned-later", &about));
    }
    told
}

/// What decisions cite in hindsight, by decision: what is cited, and the entry where one writes down who learned of it.
pub(super) fn hindsight(view: &View) -> HashMap<EntryId, Vec<(String, Option<EntryId>)>> {
    let told = |cited: &Cited| match cited {
        Cited::Entry(id) => {
            let entry = view.timeline.entries.iter().find(|e| e.id == *id)?;
            Some((prose::excerpt(&entry.text, 80), Some(*id)))
        }
        Cited::Evidence(id) => {
            let of = view.timeline.entries.iter().find(|e| e.evidence.contains(id)).map(|e| e.id);
            Some((prose::excerpt(&view.timeline.ground.get(id)?.text, 80), of))
        }
    };
    view.timeline.hindsight.iter().map(|(id, cited)| (*id, cited.iter().filter_map(told).collect())).collect()
}

/// A time on the clock of the postmortem, with its day and zone.
fn shown(ui: &Ui, at: Timestamp, zone: &Zone) -> String {
    format!("{}, {} {}", ui.day(&at, zone), ui.clock(&at, zone), zone.abbreviation(at))
}

/// A time as the address has it: on the clock of the postmortem where that is without doubt, else in UTC.
fn written(at: Timestamp, zone: &Zone) -> String {
    let local = at.to_zoned(zone.rules()).strftime("%Y-%m-%dT%H:%M:%S").to_string();
    match postmortem::Moment::parse(&local, zone) {
        Ok(moment) if moment.at == at => local,
        _ => at.to_string(),
    }
}

/// The address of the timeline as it was known at a time, with lanes laid out in a way.
fn address(number: Number, at: Option<&str>, who: &str, lanes: &str) -> String {
    let all = [("as_known", at.unwrap_or_default()), ("who", who), ("lanes", lanes)];
    let some: Vec<(&str, &str)> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_html_form::to_string(some).unwrap_or_default();
    let timeline = routes::timeline(number);
    if query.is_empty() { timeline } else { format!("{timeline}?{query}") }
}
