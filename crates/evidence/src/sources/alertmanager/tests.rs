//! What is read from bodies of ours, from real ones where they are at hand, and from damaged ones.

use super::*;
use crate::run::Options;
use crate::testing::{Seen, import, shared, zip_of};

const FIRING: &str = include_str!("fixtures/firing.json");
const RESOLVED: &str = include_str!("fixtures/resolved.json");

fn read_text(text: &str) -> Result<Seen, Rejected> {
    import(SourceKind::Alertmanager, Input::bytes("alerts.json", text.as_bytes().to_vec()), &Options::default())
}

#[test]
fn each_alert_and_state_is_an_item() {
    let seen = read_text(&format!("{FIRING}{RESOLVED}")).unwrap();
    assert_eq!(
        seen.told(),
        [
            "alerts.json:1 alert 2026-11-13T05:02:03.5Z a1b2c3d4e5f60718/2026-11-13T05:02:03.5Z alertmanager: [FIRING] CheckoutErrors (checkout, checkout-1:9100) / 42% of checkouts fail",
            "alerts.json:1 alert 2026-11-13T05:02:10Z labels-5a3b6f0fb1a3a1a5/2026-11-13T05:02:10Z alertmanager: [FIRING] CheckoutErrors / 결제 지연",
            "alerts.json:30 alert 2026-11-13T05:40:00Z a1b2c3d4e5f60718/2026-11-13T05:02:03.5Z/resolved/2026-11-13T05:40:00Z alertmanager: [RESOLVED] CheckoutErrors (checkout, checkout-1:9100) / 42% of checkouts fail",
        ]
        .map(|line| line.replace("labels-5a3b6f0fb1a3a1a5", &of_labels(&BTreeMap::from([("alertname".to_owned(), "CheckoutErrors".to_owned()), ("severity".to_owned(), "warning".to_owned())]))))
    );
    let first = &seen.items[0].0;
    assert_eq!(first.zone.as_deref(), Some("+09:00"));
    assert_eq!(first.detail("state"), Some("firing"));
    assert_eq!(first.detail("severity"), Some("critical"));
    assert_eq!(first.detail("label:instance"), Some("checkout-1:9100"));
    assert!(serde_json::from_slice::<serde_json::Value>(&first.raw).unwrap().get("fingerprint").is_some());
    assert_eq!(seen.items[2].0.thread.as_deref(), Some(first.key.as_str()));
}

#[test]
fn the_same_body_again_gives_nothing_new() {
    let seen = read_text(&format!("[{FIRING},{FIRING}]")).unwrap();
    assert_eq!(seen.summary.taken, 2);
    assert_eq!(seen.summary.skipped.get("duplicate"), Some(&2));
    assert_eq!(read_text(FIRING).unwrap().items, read_text(FIRING).unwrap().items);
}

#[test]
fn a_zip_of_bodies_is_read() {
    let zip = zip_of(&[("a/1.json", FIRING.as_bytes()), ("a/2.json", RESOLVED.as_bytes()), ("a/readme.txt", b"x")]);
    let input = Input::detect("alerts.zip", std::io::Cursor::new(zip)).unwrap();
    let seen = import(SourceKind::Alertmanager, input, &Options::default()).unwrap();
    assert_eq!((seen.summary.taken, seen.summary.n_skipped()), (3, 1));
}

#[test]
fn a_bad_alert_is_refused_and_the_others_taken() {
    let body = FIRING.replace("2026-11-13T05:02:10Z", "yesterday");
    let seen = read_text(&body).unwrap();
    assert_eq!(seen.summary.taken, 1);
    assert_eq!(seen.refused(), ["alerts.json:1 alert 2: `yesterday` is no known way to write a date and a time"]);
    assert_eq!(read_text("{\"zen\":\"x\"}").unwrap().summary.skipped.get("other_event"), Some(&1));
    assert!(matches!(read_text(""), Err(Rejected::NothingFound { .. })));
    assert!(matches!(read_text("{\"alerts\":[{"), Err(Rejected::Json { .. })));
    assert_eq!(read_text("{\"alerts\":17}").unwrap().summary.refused, 1);
}

#[test]
fn real_bodies_are_read() {
    for (file, n) in
        [("oncall_alertmanager.example_payload.json", 2), ("oncall_legacy_alertmanager.example_payload.json", 1)]
    {
        let Some(path) = shared(&format!("webhooks/json-from-mocks/{file}")) else {
            return;
        };
        let seen = import(SourceKind::Alertmanager, Input::open(&path).unwrap(), &Options::default()).unwrap();
        assert_eq!((seen.summary.taken, seen.refused()), (n, vec![]), "{file}");
    }
}

proptest::proptest! {
    #[test]
    fn a_mutated_body_never_panics(at in 0usize..1200, byte: u8, cut in 0usize..1500) {
        let mut bytes = FIRING.as_bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        let _ = import(SourceKind::Alertmanager, Input::bytes("x", bytes), &Options::default());
    }
}
