//! What comes by webhooks and by hand: each once, and only from those who may. On both databases.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use app::connections::{self, Headers, Taken};
use app::files::{self, NewFile};
use app::{Error, imports};
use evidence::SourceKind;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use postmortem::{Moment, Role, Visibility};
use serde_json::json;
use store::evidence::{Filter, Page};

fn release(tag: &str) -> Vec<u8> {
    json!({
        "action": "published",
        "release": {
            "id": 7, "tag_name": tag, "name": tag, "body": "", "html_url": "https://git.example/r/7",
            "published_at": "2026-01-01T00:00:00Z", "created_at": "2026-01-01T00:00:00Z",
            "author": {"login": "mina", "type": "User"},
        },
        "repository": {"full_name": "acme/checkout"},
        "sender": {"login": "mina", "type": "User"},
    })
    .to_string()
    .into_bytes()
}

fn signature(secret: &str, body: &[u8]) -> Option<String> {
    let mut mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    Some(format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
}

fn alert(state: &str) -> Vec<u8> {
    json!({
        "version": "4", "groupKey": "{}:{alertname=\"HighErrorRate\"}", "status": state, "receiver": "inquest",
        "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "externalURL": "https://alerts.example",
        "alerts": [{
            "status": state, "labels": {"alertname": "HighErrorRate", "service": "checkout"},
            "annotations": {"summary": "5xx above 5 %"}, "startsAt": "2026-01-01T00:05:00Z",
            "endsAt": if state == "resolved" { "2026-01-01T00:30:00Z" } else { "0001-01-01T00:00:00Z" },
            "generatorURL": "https://prom.example/graph", "fingerprint": "c0ffee0000000001",
        }],
    })
    .to_string()
    .into_bytes()
}

fn window() -> (Timestamp, Timestamp) {
    ("2025-12-31T00:00:00Z".parse().unwrap(), "2026-01-02T00:00:00Z".parse().unwrap())
}

testkit::on_both! {
    async fn a_delivery_has_its_effect_once_and_only_when_signed(house: TestHouse) {
        let root = house.person("Root", Role::Administrator).await;
        let ada = house.person("Ada", Role::Member).await;
        assert!(matches!(connections::create(&ada, SourceKind::Github, "acme").await, Err(Error::NotFound)));
        let made = connections::create(&root, SourceKind::Github, "acme").await.unwrap();
        let secret = made.secret.clone().unwrap();
        let body = release("v1.2.0");
        let headers = |signature: Option<String>, delivery: &str| Headers {
            delivery: Some(delivery.to_owned()),
            signature,
            event: Some("release".to_owned()),
        };
        let deliver = |token: &str, headers: Headers, body: &[u8]| {
            let (house, token, body) = (house.house.clone(), token.to_owned(), body.to_vec());
            async move { connections::deliver(&house, SourceKind::Github, &token, headers, body).await }
        };
        let good = signature(&secret, &body);
        assert!(matches!(deliver("no such token", headers(good.clone(), "d1"), &body).await, Err(Error::NotFound)));
        for bad in [None, signature("another secret", &body), signature(&secret, b"other"), Some("sha256=zz".to_owned())] {
            let told = deliver(&made.token, headers(bad, "d1"), &body).await;
            assert!(matches!(told, Err(Error::Denied("bad-signature"))), "{told:?}");
        }
        let (from, to) = window();
        let n = || connections::count_arrivals(&ada, made.connection.id, from, to);
        assert_eq!(n().await.unwrap(), 0);
        let many = (0..5).map(|_| tokio::spawn(deliver(&made.token, headers(good.clone(), "d1"), &body)));
        for one in many.collect::<Vec<_>>() {
            assert_eq!(one.await.unwrap().unwrap(), Taken);
        }
        assert_eq!(n().await.unwrap(), 1);
        // the same release told by another delivery is the same item
        assert_eq!(deliver(&made.token, headers(good.clone(), "d2"), &body).await.unwrap(), Taken);
        assert_eq!(n().await.unwrap(), 1);
        assert!(connections::list(&ada).await.unwrap().iter().all(|c| c.sealed_secret.is_none()));
        assert!(matches!(connections::revoke(&ada, made.connection.id).await, Err(Error::NotFound)));
        connections::revoke(&root, made.connection.id).await.unwrap();
        assert!(matches!(deliver(&made.token, headers(good, "d3"), &body).await, Err(Error::NotFound)));
    }

    async fn what_arrived_is_taken_over_once(house: TestHouse) {
        let root = house.person("Root", Role::Administrator).await;
        let ada = house.person("Ada", Role::Member).await;
        let made = connections::create(&root, SourceKind::Alertmanager, "alerts").await.unwrap();
        for state in ["firing", "firing", "resolved"] {
            let body = alert(state);
            let headers = Headers::default();
            connections::deliver(&house.house, SourceKind::Alertmanager, &made.token, headers, body).await.unwrap();
        }
        let large = vec![b' '; connections::MAX_BODY + 1];
        let told = connections::deliver(
            &house.house, SourceKind::Alertmanager, &made.token, Headers::default(), large,
        ).await;
        assert!(matches!(told, Err(Error::Rejected(_))));
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let eve = house.person("Eve", Role::Member).await;
        let (from, to) = window();
        let stolen = connections::take_over(&eve, number, made.connection.id, from, to).await;
        assert!(matches!(stolen, Err(Error::NotFound)));
        let first = connections::take_over(&ada, number, made.connection.id, from, to).await.unwrap();
        let n = imports::get(&ada, number, first).await.unwrap().n_taken;
        assert_eq!(n, 2);
        let again = connections::take_over(&ada, number, made.connection.id, from, to).await.unwrap();
        assert_eq!(imports::get(&ada, number, again).await.unwrap().n_taken, 0);
        let items = app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 10)).await.unwrap();
        assert_eq!(items.len(), 2);
        let raw = app::evidence::raw(&ada, number, items[0].id).await.unwrap();
        assert!(String::from_utf8(raw).unwrap().contains("HighErrorRate"));
    }

    async fn a_file_is_evidence_and_a_picture_is_drawn_anew(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        let postmortem = house.postmortem(&ada, "Checkout was down").await;
        let number = postmortem.number;
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_fn(8, 8, |x, y| image::Rgb([x as u8 * 30, y as u8 * 30, 0]))
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let mut bytes = png.into_inner();
        bytes.extend_from_slice(b"hidden at the end");
        let occurred = Moment::new("2026-01-01T00:10:00Z".parse().unwrap(), "Asia/Seoul".parse().unwrap());
        let new = NewFile {
            name: "../../graph.png".to_owned(),
            bytes: bytes.clone(),
            occurred: Some(occurred.clone()),
            caption: "errors rise".to_owned(),
        };
        assert!(matches!(files::add(&ben, number, new.clone()).await, Err(Error::NotFound)));
        let added = files::add(&ada, number, new.clone()).await.unwrap();
        assert_eq!(files::add(&ada, number, new).await.unwrap(), added);
        assert_eq!((added.file.name.as_str(), added.file.media_type.as_str()), ("graph.png", "image/png"));
        assert_eq!(files::list(&ada, number).await.unwrap().len(), 1);
        assert_eq!(app::evidence::raw(&ada, number, added.evidence).await.unwrap(), bytes);
        let shown = added.file.shown_hash.clone().unwrap();
        assert!(matches!(files::open(&ben, number, &shown).await, Err(Error::NotFound)));
        let mut tx = house.house.db.write().await.unwrap();
        store::postmortem::update_visibility(&mut tx, postmortem.id, Visibility::Members).await.unwrap();
        tx.commit().await.unwrap();
        let picture = files::open(&ben, number, &shown).await.unwrap();
        assert!(picture.is_inline && picture.media_type == "image/png");
        assert!(!picture.bytes.windows(6).any(|w| w == b"hidden"));
        assert!(matches!(files::open(&ben, number, &added.file.hash).await, Err(Error::Denied("needs-editor"))));
        let original = files::open(&ada, number, &added.file.hash).await.unwrap();
        assert!(!original.is_inline && original.media_type == "application/octet-stream" && original.bytes == bytes);
        assert!(matches!(files::open(&ada, number, "../secret.key").await, Err(Error::NotFound)));
        // bytes that were changed on the disk are not served
        let path = house.folder().join("data/files").join(&shown[..2]).join(&shown);
        std::fs::write(path, b"something else").unwrap();
        assert!(matches!(files::open(&ada, number, &shown).await, Err(Error::Internal(_))));
        let large = NewFile { name: "big".to_owned(), bytes: vec![0; (25 << 20) + 1], occurred: None, caption: String::new() };
        assert!(matches!(files::add(&ada, number, large).await, Err(Error::Rejected(_))));
    }
}
