//! What a list of evidence is narrowed to, as the address says it.

use app::{
    FieldError,
    terms::{Facets, Filter},
};
use jiff::Timestamp;
use postmortem::{Moment, Zone};
use serde::Deserialize;
use views::{
    Problems, Ui,
    pages::{Chip, Facet, FacetOption, Filters},
};

/// Letters of a text to look for at most.
const LONGEST: usize = 256;
/// Values of one sort at most.
const MOST: usize = 100;

/// What a list of evidence is narrowed to, as the address says it.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct EvidenceQuery {
    #[serde(default)]
    source: Vec<String>,
    #[serde(default)]
    person: Vec<String>,
    #[serde(default)]
    kind: Vec<String>,
    #[serde(default)]
    place: Vec<String>,
    #[serde(default)]
    q: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    suggestions: Option<String>,
    #[serde(default)]
    pub offset: Option<i64>,
    #[serde(default)]
    pub limit: Option<i64>,
}

impl EvidenceQuery {
    fn lists(&self) -> [(&'static str, &Vec<String>); 4] {
        [("source", &self.source), ("person", &self.person), ("kind", &self.kind), ("place", &self.place)]
    }

    /// As the verbs want it, and the fields that do not read; those narrow nothing.
    pub fn filter(&self, zone: &Zone) -> (Filter, Vec<FieldError>) {
        let mut refused = Vec::new();
        let mut instant =
            |field: &str, text: &str| instant(field, text, zone).map_err(|e| refused.push(e)).ok().flatten();
        let list = |values: &Vec<String>| values.iter().filter(|v| !v.contains('\0')).take(MOST).cloned().collect();
        let text: String = self.q.trim().chars().filter(|c| *c != '\0').take(LONGEST).collect();
        let filter = Filter {
            sources: list(&self.source),
            people: list(&self.person),
            kinds: list(&self.kind),
            places: list(&self.place),
            text: (!text.is_empty()).then_some(text),
            from: instant("from", &self.from),
            to: instant("to", &self.to),
            suggestions_only: self.suggestions.is_some(),
        };
        (filter, refused)
    }

    /// The address of this list from a row on.
    pub fn href(&self, path: &str, offset: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, values) in self.lists() {
            for value in values {
                query.append_pair(name, value);
            }
        }
        for (name, value) in [("q", &self.q), ("from", &self.from), ("to", &self.to)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        if self.suggestions.is_some() {
            query.append_pair("suggestions", "1");
        }
        if offset > 0 {
            query.append_pair("offset", &offset.to_string());
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// As the filter bar shows it.
    pub fn shown(&self, ui: &Ui, facets: &Facets, problems: Problems) -> Filters {
        let of = |name, known: &[app::terms::Facet], chosen: &[String]| {
            let label = |value: &str, given: Option<&String>| match name {
                "source" | "kind" => ui.word(&format!("evidence-{name}"), value),
                _ => given.cloned().unwrap_or_else(|| value.to_owned()),
            };
            let mut options: Vec<FacetOption> = known
                .iter()
                .map(|facet| FacetOption {
                    label: label(&facet.value, facet.label.as_ref()),
                    n: facet.n,
                    is_on: chosen.contains(&facet.value),
                    value: facet.value.clone(),
                })
                .collect();
            // what was chosen stays on offer, though it is not among the most frequent
            for value in chosen.iter().filter(|value| !known.iter().any(|facet| facet.value == **value)).take(MOST) {
                options.push(FacetOption { value: value.clone(), label: value.clone(), n: 0, is_on: true });
            }
            Facet { name, options }
        };
        let facets = vec![
            of("source", &facets.sources, &self.source),
            of("person", &facets.people, &self.person),
            of("kind", &facets.kinds, &self.kind),
            of("place", &facets.places, &self.place),
        ];
        Filters {
            text: self.q.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            is_suggestions_only: self.suggestions.is_some(),
            chips: self.chips(ui, &facets),
            facets,
            problems,
        }
    }

    fn chips(&self, ui: &Ui, facets: &[Facet]) -> Vec<Chip> {
        let path = &ui.path;
        let says = |what: &str, value: &str| ui.t2("evidence-filter-on", ("what", what), ("value", value));
        let mut chips = Vec::new();
        for facet in facets {
            for option in facet.options.iter().filter(|option| option.is_on) {
                let mut without = self.clone();
                let list = match facet.name {
                    "source" => &mut without.source,
                    "person" => &mut without.person,
                    "kind" => &mut without.kind,
                    _ => &mut without.place,
                };
                list.retain(|value| *value != option.value);
                let label = says(&ui.word("evidence-facet", facet.name), &option.label);
                chips.push(Chip { label, href: without.href(path, 0) });
            }
        }
        let fields = [
            ("evidence-filter-text", &self.q, Self { q: String::new(), ..self.clone() }),
            ("evidence-filter-from", &self.from, Self { from: String::new(), ..self.clone() }),
            ("evidence-filter-to", &self.to, Self { to: String::new(), ..self.clone() }),
        ];
        for (key, value, without) in fields.into_iter().filter(|(_, value, _)| !value.trim().is_empty()) {
            chips.push(Chip { label: says(&ui.t(key), &value.replace('T', " ")), href: without.href(path, 0) });
        }
        if self.suggestions.is_some() {
            let without = Self { suggestions: None, ..self.clone() };
            chips.push(Chip { label: ui.t("evidence-suggestions-only"), href: without.href(path, 0) });
        }
        chips
    }
}

fn instant(field: &str, text: &str, zone: &Zone) -> Result<Option<Timestamp>, FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let refused = || FieldError::new(field, "filter-time").with("text", text).with("zone", zone.as_str());
    Moment::parse(text, zone).map(|moment| Some(moment.at)).map_err(|_| refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let query = EvidenceQuery {
            source: vec!["slack".into()],
            place: vec!["결제 & 주문".into(), "b".into()],
            q: "50% off?".into(),
            from: "2026-11-13T14:00".into(),
            suggestions: Some("1".into()),
            ..EvidenceQuery::default()
        };
        let href = query.href("/x", 200);
        let read: EvidenceQuery = serde_html_form::from_str(href.split_once('?').unwrap().1).unwrap();
        assert_eq!(read.href("/x", 200), href);
        assert_eq!(read.place, query.place);
        assert_eq!(read.offset, Some(200));
        assert_eq!(EvidenceQuery::default().href("/x", 0), "/x");
    }

    #[test]
    fn times_are_read_in_the_zone_of_the_postmortem() {
        let zone: Zone = "Asia/Seoul".parse().unwrap();
        let query = EvidenceQuery { from: "2026-11-13T14:00".into(), to: "soon".into(), ..EvidenceQuery::default() };
        let (filter, refused) = query.filter(&zone);
        assert_eq!(filter.from, Some("2026-11-13T05:00:00Z".parse().unwrap()));
        assert_eq!(filter.to, None);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].field, "to");
    }
}
