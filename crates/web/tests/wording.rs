//! The wording of a text, told beside its editor.

use postmortem::Role;
use testkit::on_both;

on_both! {
    async fn a_text_is_answered_with_its_findings(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let part = ada.post("/wording", &[("text", "🙂 Obviously the operator forgot to check. 원인은 휴먼 에러입니다.")]).await;
        part.assert_status(200);
        assert_eq!(part.find("li q"), ["Obviously", "forgot to check", "휴먼 에러"]);
        assert_eq!(part.attributes("li", "data-from")[0], "3");
        assert!(part.find(".wording-question").iter().all(|it| it.ends_with('?')));
        let clean = ada.post("/wording", &[("text", "At 14:02 the replica was 40 s behind.")]).await;
        assert_eq!(clean.find("li").len(), 0);
        ada.post("/wording", &[("text", "x"), ("other", "y")]).await.assert_status(400);
    }

    async fn the_editor_lists_what_its_text_says(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        let path = format!("/pm/{}/narrative/summary", pm.number);
        let text = "Obviously stale. <script>alert(1)</script>";
        let preview = ada.post(&path, &[("text", text), ("version", "0"), ("then", "preview")]).await;
        assert_eq!(preview.find(".editor .wording li q"), ["Obviously"]);
        let allowed = format!("<!-- lint: allow hindsight/obvious -->\n{text}");
        ada.post(&path, &[("text", &allowed), ("version", "0")]).await.assert_status(303);
        let saved = ada.get(&path).await;
        assert_eq!(saved.find(".editor .wording li").len(), 0);
        assert!(saved.find(".editor .wording").concat().contains("allowed"), "what is allowed is counted");
        assert!(saved.find("main script").is_empty());
    }
}
