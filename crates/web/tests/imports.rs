//! From an upload to the report, for editors alone.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod shared;

use postmortem::{ImportId, Role};
use shared::{query, run_imports, slack_zip};
use store::import::{End, Finding, State};
use testkit::on_both;

/// Uploads the export and starts it; gives the address of the import.
async fn start_slack(ada: &testkit::Visitor, number: &str, fields: &[(&str, &str)]) -> String {
    let zip = slack_zip();
    let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("our export.zip"), &zip)];
    let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
    answer.assert_status(303);
    let choice = ada.get(answer.location()).await;
    choice.assert_status(200);
    let given = query(answer.location());
    let mut all: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    all.extend_from_slice(fields);
    let started = ada.post(&format!("/pm/{number}/imports/choose"), &all).await;
    started.assert_status(303);
    started.location().to_owned()
}

on_both! {
    async fn a_slack_export_goes_from_upload_to_report(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Checkout").await;
        let number = pm.number.to_string();
        let zip = slack_zip();
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("our export.zip"), &zip)];
        let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
        answer.assert_status(303);
        let choice = ada.get(answer.location()).await;
        choice.assert_status(200);
        assert_eq!(choice.attributes("input[name=channel]", "value"), ["incident", "lunch"]);
        assert_eq!(choice.attributes("input[name=zone]", "value"), ["Asia/Seoul"]);
        assert_eq!(choice.attributes("input[name=name]", "value"), ["our export.zip"]);
        let import = start_slack(&ada, &number, &[("zone", "Asia/Seoul"), ("channel", "incident"), ("from", ""), ("to", "")]).await;
        let waiting = ada.get(&import).await;
        assert_eq!(waiting.attributes("section.progress", "data-state"), ["running"]);
        let island = waiting.attributes("section.progress", "data-status").remove(0);
        run_imports(&house.house).await;
        let fragment = ada.get(&island).await;
        assert_eq!(fragment.attributes("section.progress", "data-state"), ["done"]);
        assert!(!fragment.text().contains("<html"));
        let report = ada.get(&import).await;
        assert_eq!(report.find(".tally dd")[0], "3");
        let lines = report.find("table.report tbody tr").join("\n");
        assert!(lines.contains("incident/2026-11-13.json") && lines.contains("Refused"), "{lines}");
        assert!(lines.contains("not known and has no text: brand_new_thing"), "{lines}");
        let list = ada.get(&format!("/pm/{number}/imports")).await;
        assert_eq!(list.find("tbody th a"), ["our export.zip"]);
        // again, nothing is new
        let again = start_slack(&ada, &number, &[("zone", "Asia/Seoul"), ("channel", "incident")]).await;
        run_imports(&house.house).await;
        assert_eq!(ada.get(&again).await.find(".tally dd")[..2], ["0", "3"]);
    }

    async fn a_window_is_read_in_its_zone_and_refused_where_it_is_none(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let window = [("zone", "Asia/Seoul"), ("from", "2026-11-13T14:02"), ("to", "2026-11-13T14:04")];
        let import = start_slack(&ada, &number, &window).await;
        run_imports(&house.house).await;
        assert_eq!(ada.get(&import).await.find(".tally dd")[0], "2");
        let zip = slack_zip();
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("x.zip"), &zip)];
        let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
        let mut given = query(answer.location());
        given.extend([("zone", "Mars/Base"), ("from", "2026-11-13T15:00"), ("to", "2026-11-13T14:00")].map(|(k, v)| (k.to_owned(), v.to_owned())));
        let fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let page = ada.post(&format!("/pm/{number}/imports/choose"), &fields).await;
        page.assert_status(422);
        assert_eq!(page.find(".error-summary li").len(), 2);
        assert_eq!(page.attributes("#from", "value"), ["2026-11-13T15:00"]);
    }

    async fn a_table_is_mapped_and_the_mapping_remembered(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let csv = "시각,내용,담당자\n2026-11-13 14:05,<i>재시작</i>,민아\nsoon,언제?,벤\n";
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"table"), ("file", Some("log.csv"), csv.as_bytes())];
        let path = format!("/pm/{number}/imports");
        let answer = ada.post_files(&path, &parts).await;
        let page = ada.get(answer.location()).await;
        page.assert_status(200);
        assert_eq!(page.find("caption ~ tbody td")[1], "<i>재시작</i>");
        assert_eq!(page.attributes("#time option[selected]", "value"), ["시각"]);
        let given = query(answer.location());
        let mut fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        fields.extend([("time", "시각"), ("text", "내용"), ("who", ""), ("link", ""), ("id", ""), ("zone", "Asia/Seoul")]);
        let started = ada.post(&format!("{path}/choose"), &fields).await;
        started.assert_status(303);
        run_imports(&house.house).await;
        let report = ada.get(started.location()).await;
        assert_eq!(report.find(".tally dd")[0], "1", "{}", report.text());
        assert_eq!(report.find("table.report .where"), ["log.csv:3"]);
        let evidence = ada.get(&format!("/pm/{number}/evidence")).await;
        assert_eq!(evidence.attributes("ol.evidence time", "datetime"), ["2026-11-13T05:05:00Z"]);
        // the next time the same choice stands there, the one without a column for who
        let next = ada.post_files(&path, &parts).await;
        let page = ada.get(next.location()).await;
        assert_eq!(page.find(".banner").len(), 1);
        assert_eq!(page.attributes("#who option[selected]", "value"), Vec::<String>::new());
    }

    async fn what_cannot_be_read_is_said_and_nothing_is_kept(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let path = format!("/pm/{number}/imports");
        let evil = shared::zip(&[("../users.json", "[]")]);
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("<x>.zip"), &evil)];
        let answer = ada.post_files(&path, &parts).await;
        let page = ada.get(answer.location()).await;
        page.assert_status(422);
        assert_eq!(
            page.find("#file-error"),
            ["The archive was not taken because of “../users.json”: The name of the file leaves its folder. Pack it anew without “..” in names."]
        );
        for (source, file, field) in [("mail", "x", "source"), ("slack", "", "file"), ("git", "x", "source")] {
            let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, source.as_bytes()), ("file", Some("x"), file.as_bytes())];
            let page = ada.post_files(&path, &parts).await;
            page.assert_status(422);
            assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
        }
        let bodies: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"alertmanager"), ("file", Some("a.json"), b"{broken")];
        let started = ada.post_files(&path, &bodies).await;
        started.assert_status(303);
        run_imports(&house.house).await;
        let page = ada.get(started.location()).await;
        assert_eq!(page.attributes("section.progress", "data-state"), ["failed"]);
        assert_eq!(page.find("section.progress .error").len(), 1);
    }

    async fn what_went_wrong_is_told_in_the_language_of_the_viewer(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        ada.post("/account/profile", &[("name", "Ada"), ("locale", "ko"), ("zone", "Asia/Seoul")]).await.assert_status(303);
        let path = format!("/pm/{number}/imports");
        // a broken archive: where it is looked into first, and where it fails in the background
        let torn = slack_zip()[..80].to_vec();
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("x.zip"), &torn)];
        let answer = ada.post_files(&path, &parts).await;
        let page = ada.get(answer.location()).await;
        page.assert_status(422);
        let told = page.find("#file-error").remove(0);
        assert!(told.starts_with("압축 파일을 가져오지 못했습니다. zip 파일이 아니거나 손상되었습니다("), "{told}");
        let evil = shared::zip(&[("../alerts.json", "[]")]);
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"alertmanager"), ("file", Some("x.zip"), &evil)];
        let started = ada.post_files(&path, &parts).await;
        started.assert_status(303);
        run_imports(&house.house).await;
        let page = ada.get(started.location()).await;
        assert_eq!(page.attributes("section.progress", "data-state"), ["failed"]);
        assert_eq!(
            page.find("section.progress .error"),
            ["압축 파일을 가져오지 못했습니다. 문제가 된 항목은 “../alerts.json”입니다. 항목의 이름이 폴더 밖을 가리킵니다. 이름에 “..”이 없도록 다시 압축하세요."]
        );
        assert_eq!(page.attributes("section.progress .error", "lang"), Vec::<String>::new());
        // rows of a table that were refused
        let csv = "time,text\n2026-11-13 14:05,restart\nsoon,when?\n2026-11-13 14:06,a,b,c\n2026-11-13 14:07,\n";
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"table"), ("file", Some("log.csv"), csv.as_bytes())];
        let answer = ada.post_files(&path, &parts).await;
        let given = query(answer.location());
        let mut fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        fields.extend([("time", "time"), ("text", "text"), ("who", ""), ("link", ""), ("id", ""), ("zone", "Asia/Seoul")]);
        let started = ada.post(&format!("{path}/choose"), &fields).await;
        started.assert_status(303);
        run_imports(&house.house).await;
        let report = ada.get(started.location()).await;
        assert_eq!(
            report.find("table.report .why"),
            [
                "“soon”: 날짜와 시각으로 읽을 수 없습니다. 2026-11-13 14:02처럼 적으세요.",
                "열이 2개인 표인데 셀이 4개입니다. 글 안에 구분자가 있으면 글을 따옴표로 묶으세요.",
                "내용이 없습니다.",
            ]
        );
        assert_eq!(report.attributes("table.report .why", "lang"), Vec::<String>::new());
        // what is kept in no form that is known is shown as it stands
        let id = ImportId(started.location().rsplit('/').next().unwrap().parse().unwrap());
        let reason = r#"{"code":"of-<tomorrow>"}"#.to_owned();
        let finding = Finding { is_refused: true, file: "log.csv".to_owned(), line: Some(3), reason: reason.clone() };
        let end = End { state: State::Failed, report: None, error: Some("the disk was <full>".to_owned()), at: house.house.now() };
        let mut tx = house.house.db.write().await.unwrap();
        store::import::set_findings(&mut tx, id, &[finding]).await.unwrap();
        store::import::finish(&mut tx, id, &end).await.unwrap();
        tx.commit().await.unwrap();
        let report = ada.get(started.location()).await;
        assert_eq!(report.find("table.report .why"), [reason]);
        assert_eq!(report.find("section.progress .error"), ["the disk was <full>"]);
    }

    async fn an_import_can_be_cancelled_while_it_waits(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let import = start_slack(&ada, &number, &[("zone", "UTC")]).await;
        ada.post(&format!("{import}/cancel"), &[]).await.assert_redirect(&import);
        run_imports(&house.house).await;
        assert_eq!(ada.get(&import).await.attributes("section.progress", "data-state"), ["cancelled"]);
        let late = ada.post(&format!("{import}/cancel"), &[]).await;
        late.assert_status(409);
        assert_eq!(late.find(".error-summary li"), ["The import is over already."]);
        assert_eq!(ada.get(&format!("/pm/{number}/evidence")).await.find("ol.evidence li").len(), 0);
    }

    async fn an_island_gets_the_address_or_the_sentence(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let send = async |source: &str| {
            let body = format!("--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{}\r\n--b\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\n{source}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.json\"\r\n\r\nx\r\n--b--\r\n", ada.form_token());
            let request = ada.request(axum::http::Method::POST, &format!("/pm/{number}/imports"))
                .header("sec-fetch-site", "same-origin").header("hx-request", "true")
                .header("content-type", "multipart/form-data; boundary=b").body(body.into()).unwrap();
            ada.send(request).await
        };
        let taken = send("github").await;
        taken.assert_status(204);
        assert!(taken.headers["hx-redirect"].to_str().unwrap().starts_with(&format!("/pm/{number}/imports/")));
        let refused = send("mail").await;
        refused.assert_status(422);
        assert_eq!(refused.text(), "Choose a source.");
        assert!(refused.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
    }

    async fn a_note_becomes_evidence_at_its_time(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let path = format!("/pm/{number}/imports/note");
        ada.get(&path).await.assert_status(200);
        let parts: [(&str, Option<&str>, &[u8]); 4] = [("occurred", None, b"2026-11-13T14:10"), ("caption", None, "전화".as_bytes()), ("text", None, b"called the processor"), ("file", Some(""), b"")];
        let answer = ada.post_files(&path, &parts).await;
        answer.assert_status(303);
        let item = ada.get(answer.location()).await;
        item.assert_status(200);
        assert!(item.text().contains("called the processor") && item.text().contains("전화"));
        assert!(item.attributes("time", "datetime").contains(&"2026-11-13T05:10:00Z".to_owned()));
        let empty: [(&str, Option<&str>, &[u8]); 2] = [("occurred", None, b"2026-11-13T14:10"), ("text", None, b" ")];
        ada.post_files(&path, &empty).await.assert_status(422);
        let timeless: [(&str, Option<&str>, &[u8]); 2] = [("occurred", None, b"soon"), ("text", None, b"kept text")];
        let page = ada.post_files(&path, &timeless).await;
        page.assert_status(422);
        assert_eq!(page.find("#text"), ["kept text"]);
    }

    async fn only_editors_import(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let import = start_slack(&ada, &number, &[("zone", "UTC")]).await;
        let paths = [format!("/pm/{number}/imports"), format!("/pm/{number}/imports/new"), format!("/pm/{number}/imports/note"),
                     format!("/pm/{number}/imports/take-over"), import.clone(), format!("{import}/progress")];
        let (member, reader, admin) = (house.visitor("Ben", Role::Member).await, house.visitor("Rae", Role::Reader).await, house.visitor("Adm", Role::Administrator).await);
        for path in &paths {
            for who in [&member, &reader, &admin] {
                who.get(path).await.assert_not_found();
            }
            house.stranger().get(path).await.assert_status(303);
        }
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"github"), ("file", Some("x"), b"{}")];
        member.post_files(&paths[0], &parts).await.assert_not_found();
        member.post(&format!("{import}/cancel"), &[]).await.assert_not_found();
        // an import of another postmortem is not found under this one
        let other = house.postmortem(ada.ctx(), "Other").await.number.to_string();
        let id = import.rsplit('/').next().unwrap();
        ada.get(&format!("/pm/{other}/imports/{id}")).await.assert_not_found();
        ada.post(&format!("/pm/{other}/imports/{id}/cancel"), &[]).await.assert_not_found();
        // without the token of the session nothing is taken
        let body = "--b\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\ngithub\r\n--b--\r\n";
        let request = ada.request(axum::http::Method::POST, &paths[0]).header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=b").body(body.into()).unwrap();
        ada.send(request).await.assert_status(403);
    }
}
