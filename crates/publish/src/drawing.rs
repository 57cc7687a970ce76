//! The map of causes as a drawing: boxes in columns away from the impact, ties between them. Places come from a
//! library for layered graphs; here stands what the boxes say and how they look as SVG.

use std::fmt::Write;

use dagre::{
    EdgeLabel, LayoutOptions, NodeLabel, Point, RankDir, Ranker,
    graph::{Graph, GraphOptions},
};
use postmortem::{Because, Cause, CauseId, CauseMap, Effect, EndState, Locale};

use crate::{lettering, words};

/// The most causes and ties of a drawing; what is larger is read as an outline.
pub const MOST: (usize, usize) = (120, 300);

const WIDTH: f64 = 196.0;
const PADDING: f64 = 12.0;
const LINE: f64 = 17.0;
const MOST_LINES: usize = 4;
/// Above the boxes stand the names of the columns.
const HEAD: f64 = 28.0;
const MARGIN: f64 = 8.0;

/// What the drawing shows beside the map.
pub struct Setting<'a> {
    /// What the box of the impact says.
    pub impact: &'a str,
    /// The language of labels.
    pub locale: Locale,
    /// Where each box leads.
    pub href: &'a dyn Fn(Effect) -> String,
    /// The box that the viewer is at.
    pub at: Option<Effect>,
    /// The how manieth time the weakness of a cause came up; 1 where it has none.
    pub nth: &'a dyn Fn(CauseId) -> usize,
}

/// A box that has its place.
struct Placed<'m> {
    effect: Effect,
    cause: Option<&'m Cause>,
    lines: Vec<String>,
    left: f64,
    top: f64,
    height: f64,
}

struct Tie<'m> {
    because: &'m Because,
    points: Vec<(f64, f64)>,
}

/// Draws what leads to the impact. Nothing where there is nothing to draw, or too much.
pub fn svg(map: &CauseMap, setting: &Setting<'_>) -> Option<String> {
    let told = crate::causes::told(map);
    let is_told = |b: &&Because| told.iter().any(|c| c.id == b.cause) && effect_is_told(b.effect, &told);
    let ties: Vec<&Because> = map.becauses().iter().filter(is_told).collect();
    if told.is_empty() || told.len() > MOST.0 || ties.len() > MOST.1 {
        return None;
    }
    let mut boxes = vec![lettered(Effect::Impact, None, setting.impact)];
    boxes.extend(told.into_iter().map(|c| lettered(Effect::Cause(c.id), Some(c), &c.text)));
    let (ties, width, height) = placed(&mut boxes, &ties);
    Some(drawn(map, &boxes, &ties, (width, height), setting))
}

fn effect_is_told(effect: Effect, told: &[&Cause]) -> bool {
    effect.cause().is_none_or(|id| told.iter().any(|c| c.id == id))
}

fn lettered<'m>(effect: Effect, cause: Option<&'m Cause>, text: &str) -> Placed<'m> {
    let lines = lettering::wrapped(text, WIDTH - 2.0 * PADDING, MOST_LINES);
    let height = PADDING * 2.0 + LINE * (lines.len() + 1) as f64 - 2.0;
    Placed { effect, cause, lines, left: 0.0, top: 0.0, height }
}

/// Gives each box its place, and each tie its points from the cause to the effect.
fn placed<'m>(boxes: &mut [Placed<'m>], ties: &[&'m Because]) -> (Vec<Tie<'m>>, f64, f64) {
    let mut graph: Graph<NodeLabel, EdgeLabel> =
        Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    for (n, one) in boxes.iter().enumerate() {
        let label = NodeLabel { width: WIDTH, height: one.height, ..NodeLabel::default() };
        graph.set_node(n.to_string(), Some(label));
    }
    let place = |boxes: &[Placed<'_>], effect| boxes.iter().position(|b| b.effect == effect).map(|n| n.to_string());
    for because in ties {
        // from the cause to the effect: the longest way counts from the impact, so that each column is a step
        let from = place(boxes, Effect::Cause(because.cause));
        if let Some((from, to)) = from.zip(place(boxes, because.effect)) {
            graph.set_edge(from, to, Some(EdgeLabel::default()), None);
        }
    }
    let options = LayoutOptions {
        rankdir: RankDir::RL,
        ranker: Ranker::LongestPath,
        nodesep: 18.0,
        edgesep: 12.0,
        ranksep: 64.0,
        // of two orders with as few crossings, the earlier is nearer to that of the outline
        tie_keep_first: true,
        ..LayoutOptions::default()
    };
    dagre::layout(&mut graph, Some(options));
    let (mut width, mut height) = (0.0_f64, 0.0_f64);
    for (n, one) in boxes.iter_mut().enumerate() {
        let label = graph.node(&n.to_string());
        let (x, y) = label.map_or((0.0, 0.0), |l| (l.x.unwrap_or_default(), l.y.unwrap_or_default()));
        one.left = MARGIN + x - WIDTH / 2.0;
        one.top = HEAD + y - one.height / 2.0;
        width = width.max(one.left + WIDTH + MARGIN);
        height = height.max(one.top + one.height + MARGIN);
    }
    let points = |because: &&'m Because| {
        let box_of = |effect| boxes.iter().enumerate().find(|(_, b)| b.effect == effect);
        let (from, cause) = box_of(Effect::Cause(because.cause))?;
        let (to, effect) = box_of(because.effect)?;
        let at = |p: &Point| (MARGIN + p.x, HEAD + p.y);
        let edge = graph.edge(&from.to_string(), &to.to_string(), None)?;
        let mut points: Vec<_> = edge.points.iter().map(at).collect();
        // the library ends a tie wherever it meets the box; the middle of its side is calmer
        let ends =
            [(cause.left, cause.top + cause.height / 2.0), (effect.left + WIDTH, effect.top + effect.height / 2.0)];
        if let [first, .., last] = points.as_mut_slice() {
            (*first, *last) = (ends[0], ends[1]);
        }
        Some(Tie { because, points })
    };
    (ties.iter().filter_map(points).collect(), width, height)
}

fn drawn(
    map: &CauseMap,
    boxes: &[Placed<'_>],
    ties: &[Tie<'_>],
    (width, height): (f64, f64),
    setting: &Setting<'_>,
) -> String {
    let w = words::words(setting.locale);
    let (width, height) = (width.ceil(), height.ceil());
    let mut out = format!(
        "<svg class=\"cause-map\" role=\"group\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\">\n",
        w.causes_map
    );
    columns(&mut out, boxes, setting.locale);
    out.push_str("<g class=\"ties\" aria-hidden=\"true\">");
    for tie in ties {
        let _ = write!(
            out,
            "<path class=\"tie {} {}\" fill=\"none\" stroke=\"currentColor\" d=\"{}\"/>",
            tie.because.necessity.as_str(),
            tie.because.confidence.as_str(),
            path(&tie.points)
        );
    }
    out.push_str("</g>\n");
    for place in 0..boxes.len() {
        node(&mut out, map, boxes, place, setting);
    }
    out.push_str("</svg>\n");
    out
}

/// The names of the columns: the impact, and how many steps each lies from it.
fn columns(out: &mut String, boxes: &[Placed<'_>], locale: Locale) {
    let mut lefts: Vec<f64> = boxes.iter().map(|b| b.left).collect();
    lefts.sort_by(f64::total_cmp);
    lefts.dedup_by(|a, b| (*a - *b).abs() < 1.0);
    out.push_str("<g class=\"steps\" aria-hidden=\"true\" fill=\"currentColor\" text-anchor=\"middle\">");
    // the work page fills it, so that boxes scroll away below the names
    out.push_str("<rect class=\"bar\" width=\"100%\" height=\"24\" fill=\"none\"/>");
    for (n, left) in lefts.into_iter().enumerate() {
        let name = if n == 0 { words::words(locale).impact.to_owned() } else { words::step(locale, n) };
        let _ = write!(out, "<text x=\"{}\" y=\"15\">{name}</text>", number(left + WIDTH / 2.0));
    }
    out.push_str("</g>\n");
}

/// A box that leads to the place of its cause. It is named by its place here: ids tell readers nothing.
fn node(out: &mut String, map: &CauseMap, boxes: &[Placed<'_>], place: usize, setting: &Setting<'_>) {
    let Some(one) = boxes.get(place) else { return };
    let w = words::words(setting.locale);
    let (kind, class) = match one.cause {
        Some(cause) => (words::cause_class(setting.locale, cause.class), cause.class.as_str()),
        None => (w.impact, "impact"),
    };
    let end = one.cause.and_then(|cause| map.end_state(cause));
    let state = match end {
        Some(EndState::Open) => " is-open",
        Some(EndState::DeepEnough) => " is-deep",
        Some(EndState::Mitigator) | None => "",
    };
    let at = if setting.at == Some(one.effect) { " is-at" } else { "" };
    let text = one.cause.map_or(setting.impact, |c| &c.text);
    let nth = one.cause.map_or(1, |c| (setting.nth)(c.id));
    let again = if nth > 1 { words::nth_time(setting.locale, nth) } else { String::new() };
    let deep = one.cause.and_then(|c| c.deep_enough.as_ref()).map(|why| format!(" ({}: {why})", w.deep_enough));
    let place_of = |b: &Because| boxes.iter().position(|other| other.effect == Effect::Cause(b.cause));
    let answers = map.answers(one.effect).filter_map(place_of);
    let answers: Vec<String> = answers.map(|place| place.to_string()).collect();
    let _ = write!(
        out,
        "<a class=\"node {class}{state}{at}\" href=\"{}\" data-node=\"{place}\" data-answers=\"{}\"><title>{kind}: {}{}{}</title>\
         <rect x=\"{}\" y=\"{}\" width=\"{WIDTH}\" height=\"{}\" rx=\"8\" fill=\"none\" stroke=\"currentColor\"/>",
        escaped(&(setting.href)(one.effect)),
        answers.join(" "),
        escaped(text),
        escaped(&deep.unwrap_or_default()),
        if again.is_empty() { String::new() } else { format!(" ({again})") },
        number(one.left),
        number(one.top),
        number(one.height),
    );
    let left = number(one.left + PADDING);
    let top = number(one.top + PADDING + 8.0);
    let _ = write!(out, "<text class=\"kind\" x=\"{left}\" y=\"{top}\">{kind}</text>");
    if !again.is_empty() {
        let right = number(one.left + WIDTH - PADDING);
        let _ = write!(out, "<text class=\"times\" x=\"{right}\" y=\"{top}\" text-anchor=\"end\">{again}</text>");
    }
    out.push_str("<text>");
    for (line, n) in one.lines.iter().zip(1..) {
        let y = number(one.top + PADDING + 9.0 + LINE * f64::from(n));
        let _ = write!(out, "<tspan x=\"{left}\" y=\"{y}\">{}</tspan>", escaped(line));
    }
    out.push_str("</text></a>\n");
}

/// A smooth line through points: level where it leaves and arrives.
fn path(points: &[(f64, f64)]) -> String {
    let Some((first, rest)) = points.split_first() else { return String::new() };
    let mut out = format!("M{} {}", number(first.0), number(first.1));
    let mut before = *first;
    for next in rest {
        let middle = number(f64::midpoint(before.0, next.0));
        let (from, x, y) = (number(before.1), number(next.0), number(next.1));
        let _ = write!(out, "C{middle} {from} {middle} {y} {x} {y}");
        before = *next;
    }
    out
}

/// A number in the fewest characters: a tenth is finer than the eye.
fn number(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
