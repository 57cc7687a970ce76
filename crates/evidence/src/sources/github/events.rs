//! One function for each kind of event that is read.

use serde_json::Value;

use super::{Draft, at, detail, moment, person, repository, text};
use crate::item::{Author, ItemKind};
use crate::reason::RefuseReason;

fn number(value: &Value, path: &str) -> Option<String> {
    at(value, path).as_u64().map(|n| n.to_string())
}

fn needed(value: Option<String>, name: &str) -> Result<String, RefuseReason> {
    value.ok_or_else(|| RefuseReason::no(name))
}

fn action(body: &Value) -> &str {
    text(body, "/action").unwrap_or("created")
}

fn first_line(message: &str) -> &str {
    message.lines().next().unwrap_or_default()
}

pub(super) fn push(body: &Value) -> Result<Vec<Draft>, RefuseReason> {
    let repository = repository(body)?;
    let reference = text(body, "/ref").ok_or_else(|| RefuseReason::no("ref"))?;
    let (before, after) = (
        text(body, "/before").ok_or_else(|| RefuseReason::no("before"))?,
        text(body, "/after").ok_or_else(|| RefuseReason::no("after"))?,
    );
    let name =
        reference.strip_prefix("refs/heads/").or_else(|| reference.strip_prefix("refs/tags/")).unwrap_or(reference);
    let key = format!("{repository}/push/{reference}/{before}..{after}");
    let commits = at(body, "/commits").as_array().map(Vec::as_slice).unwrap_or_default();
    let flag = |name: &str| at(body, name).as_bool().unwrap_or(false);
    let deed = match (flag("/created"), flag("/deleted"), flag("/forced")) {
        (_, true, _) => "deleted",
        (true, ..) => "created",
        (_, _, true) => "force-pushed",
        _ => "pushed",
    };
    let mut lines = vec![format!("{name} {deed}")];
    lines.extend(commits.iter().take(20).map(|c| format!("- {}", first_line(text(c, "/message").unwrap_or_default()))));
    let mut details = Vec::new();
    detail(&mut details, "event", Some("push"));
    detail(&mut details, "ref", Some(reference));
    detail(&mut details, "commits", Some(commits.len().to_string()));
    detail(&mut details, "after", Some(after));
    let sender = person(at(body, "/sender")).or_else(|| person(at(body, "/pusher"))).or_else(|| {
        let handle = text(body, "/pusher/name")?.to_owned();
        Some(Author { handle, name: None, is_bot: false })
    });
    let mut drafts = vec![Draft {
        key: key.clone(),
        kind: if reference.starts_with("refs/tags/") { ItemKind::Release } else { ItemKind::Change },
        author: sender,
        moment: moment(body, &["/repository/pushed_at", "/head_commit/timestamp", "/repository/updated_at"])?,
        repository: Some(repository.clone()),
        thread: None,
        text: lines.join("\n"),
        link: text(body, "/compare").map(str::to_owned),
        details,
        part: None,
    }];
    for (n, part) in commits.iter().enumerate() {
        let id = text(part, "/id").ok_or(RefuseReason::CommitWithoutId)?;
        let mut details = Vec::new();
        detail(&mut details, "event", Some("commit"));
        detail(&mut details, "ref", Some(reference));
        detail(&mut details, "commit", Some(id));
        for list in ["added", "removed", "modified"] {
            let n = at(part, &format!("/{list}")).as_array().map_or(0, Vec::len);
            detail(&mut details, list, (n > 0).then(|| n.to_string()));
        }
        drafts.push(Draft {
            key: format!("{repository}/commit/{id}"),
            kind: ItemKind::Change,
            author: committer(at(part, "/author")),
            moment: moment(part, &["/timestamp"])?,
            repository: Some(repository.clone()),
            thread: Some(key.clone()),
            text: text(part, "/message").unwrap_or_default().trim_end().to_owned(),
            link: text(part, "/url").map(str::to_owned),
            details,
            part: Some(n),
        });
    }
    Ok(drafts)
}

/// A login where there is one; an address gives only what stands before the `@`.
fn committer(author: &Value) -> Option<Author> {
    person(author).or_else(|| {
        let name = text(author, "/name").map(str::to_owned);
        let local =
            text(author, "/email").and_then(|e| e.split('@').next()).filter(|l| !l.is_empty()).map(str::to_owned);
        let handle = local.or_else(|| name.clone())?;
        Some(Author { handle, name, is_bot: false })
    })
}

pub(super) fn pull_request(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let request = at(body, "/pull_request");
    let n = needed(number(request, "/number"), "number")?;
    let is_merged = at(request, "/merged").as_bool().unwrap_or(false);
    let (action, done) = (action(body), if is_merged && action(body) == "closed" { "merged" } else { action(body) });
    let times: &[&str] = match action {
        "opened" => &["/created_at", "/updated_at"],
        "closed" => &["/merged_at", "/closed_at", "/updated_at"],
        _ => &["/updated_at", "/created_at"],
    };
    let moment = moment(request, times)?;
    // several labels or people may be set within one second
    let subject = ["/label/name", "/assignee/login", "/requested_reviewer/login", "/requested_team/slug", "/after"]
        .iter()
        .find_map(|path| text(body, path));
    let mut key = format!("{repository}/pull/{n}/{action}/{}", moment.at);
    let mut line = format!("pull request #{n} {done}");
    if let Some(subject) = subject {
        key = format!("{key}/{subject}");
        line = format!("{line} ({subject})");
    }
    line = format!("{line}: {}", text(request, "/title").unwrap_or_default());
    if let Some(words) = text(request, "/body").filter(|_| matches!(action, "opened" | "edited" | "closed")) {
        line = format!("{line}\n{words}");
    }
    let mut details = Vec::new();
    detail(&mut details, "event", Some("pull_request"));
    detail(&mut details, "state", Some(done));
    detail(&mut details, "number", Some(n.clone()));
    detail(&mut details, "base", text(request, "/base/ref"));
    detail(&mut details, "head", text(request, "/head/ref"));
    detail(&mut details, "commit", text(request, "/merge_commit_sha").filter(|_| is_merged));
    for label in at(request, "/labels").as_array().into_iter().flatten() {
        detail(&mut details, "label", text(label, "/name"));
    }
    Ok(Draft {
        key,
        kind: ItemKind::Change,
        author: person(at(body, "/sender")),
        moment,
        thread: None,
        repository: Some(repository),
        text: line,
        link: text(request, "/html_url").map(str::to_owned),
        details,
        part: None,
    })
}

pub(super) fn deployment(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let deployment = at(body, "/deployment");
    let id = needed(number(deployment, "/id"), "id")?;
    Ok(Draft {
        key: format!("{repository}/deployment/{id}"),
        kind: ItemKind::Deploy,
        author: person(at(deployment, "/creator")).or_else(|| person(at(body, "/sender"))),
        moment: moment(deployment, &["/created_at", "/updated_at"])?,
        thread: None,
        text: deploy_text(deployment, "created", text(deployment, "/description")),
        link: text(body, "/workflow_run/html_url").map(str::to_owned),
        details: deploy_details("deployment", deployment, "created"),
        repository: Some(repository),
        part: None,
    })
}

pub(super) fn deployment_status(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let (status, deployment) = (at(body, "/deployment_status"), at(body, "/deployment"));
    let id = needed(number(status, "/id"), "id")?;
    let of = needed(number(deployment, "/id"), "deployment id")?;
    let state = text(status, "/state").ok_or_else(|| RefuseReason::no("state"))?;
    let links = ["/log_url", "/target_url", "/environment_url"];
    Ok(Draft {
        key: format!("{repository}/deployment_status/{id}"),
        kind: ItemKind::Deploy,
        author: person(at(status, "/creator")).or_else(|| person(at(body, "/sender"))),
        moment: moment(status, &["/created_at", "/updated_at"])?,
        thread: Some(format!("{repository}/deployment/{of}")),
        text: deploy_text(deployment, state, text(status, "/description")),
        link: links.iter().find_map(|path| text(status, path)).map(str::to_owned),
        details: deploy_details("deployment_status", deployment, state),
        repository: Some(repository),
        part: None,
    })
}

fn deploy_text(deployment: &Value, state: &str, description: Option<&str>) -> String {
    let environment = text(deployment, "/environment").unwrap_or("?");
    let reference = text(deployment, "/ref").or(text(deployment, "/sha")).unwrap_or("?");
    let mut line = format!("deployment of {reference} to {environment}: {state}");
    if let Some(words) = description {
        line = format!("{line}\n{words}");
    }
    line
}

fn deploy_details(event: &str, deployment: &Value, state: &str) -> Vec<(String, String)> {
    let mut details = Vec::new();
    detail(&mut details, "event", Some(event));
    detail(&mut details, "state", Some(state));
    detail(&mut details, "environment", text(deployment, "/environment"));
    detail(&mut details, "ref", text(deployment, "/ref"));
    detail(&mut details, "commit", text(deployment, "/sha"));
    details
}

pub(super) fn workflow_run(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let run = at(body, "/workflow_run");
    let id = needed(number(run, "/id"), "id")?;
    let attempt = number(run, "/run_attempt").unwrap_or_else(|| "1".to_owned());
    let action = action(body);
    let times: &[&str] = match action {
        "completed" => &["/updated_at", "/created_at"],
        _ => &["/run_started_at", "/created_at", "/updated_at"],
    };
    let name = text(run, "/name").or(text(body, "/workflow/name")).or(text(run, "/path")).unwrap_or("workflow");
    let result = text(run, "/conclusion").unwrap_or(action);
    let title = text(run, "/display_title").or(text(run, "/head_commit/message")).map(first_line);
    let branch = text(run, "/head_branch").map(|b| format!(" ({b})")).unwrap_or_default();
    let mut details = Vec::new();
    detail(&mut details, "event", Some("workflow_run"));
    detail(&mut details, "state", Some(result));
    detail(&mut details, "action", Some(action));
    detail(&mut details, "run", number(run, "/run_number"));
    detail(&mut details, "commit", text(run, "/head_sha"));
    Ok(Draft {
        key: format!("{repository}/workflow_run/{id}/{attempt}/{action}"),
        kind: ItemKind::Check,
        author: person(at(run, "/triggering_actor"))
            .or_else(|| person(at(run, "/actor")))
            .or_else(|| person(at(body, "/sender"))),
        moment: moment(run, times)?,
        thread: None,
        text: [Some(format!("{name}{branch}: {result}")), title.map(str::to_owned)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("\n"),
        link: text(run, "/html_url").map(str::to_owned),
        details,
        repository: Some(repository),
        part: None,
    })
}

pub(super) fn release(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let release = at(body, "/release");
    let id = needed(number(release, "/id"), "id")?;
    let action = action(body);
    let times: &[&str] = match action {
        "created" => &["/created_at", "/published_at"],
        _ => &["/published_at", "/updated_at", "/created_at"],
    };
    let tag = text(release, "/tag_name").unwrap_or("?");
    let mut key = format!("{repository}/release/{id}/{action}");
    if action == "edited" {
        // a body tells no time of the edit: its text tells edits apart
        let words = format!(
            "{tag}\u{1f}{}\u{1f}{}",
            text(release, "/name").unwrap_or_default(),
            text(release, "/body").unwrap_or_default()
        );
        key = format!("{key}/{}", hex::encode(&crate::item::sha256(words.as_bytes())[..6]));
    }
    let words = [text(release, "/name").filter(|n| *n != tag), text(release, "/body")];
    let mut line = format!("release {tag} {action}");
    for words in words.into_iter().flatten() {
        line = format!("{line}\n{words}");
    }
    let mut details = Vec::new();
    detail(&mut details, "event", Some("release"));
    detail(&mut details, "state", Some(action));
    detail(&mut details, "tag", Some(tag));
    detail(&mut details, "prerelease", at(release, "/prerelease").as_bool().filter(|p| *p).map(|_| "true"));
    Ok(Draft {
        key,
        kind: ItemKind::Release,
        author: person(at(body, "/sender")).or_else(|| person(at(release, "/author"))),
        moment: moment(release, times)?,
        thread: None,
        text: line,
        link: text(release, "/html_url").map(str::to_owned),
        details,
        repository: Some(repository),
        part: None,
    })
}

pub(super) fn check_run(body: &Value) -> Result<Draft, RefuseReason> {
    let repository = repository(body)?;
    let check = at(body, "/check_run");
    let id = needed(number(check, "/id"), "id")?;
    let action = action(body);
    let name = text(check, "/name").unwrap_or("check");
    let status = text(check, "/status").unwrap_or(action);
    let result = text(check, "/conclusion").unwrap_or(status);
    let times: &[&str] =
        if action == "created" { &["/started_at", "/completed_at"] } else { &["/completed_at", "/started_at"] };
    let mut details = Vec::new();
    detail(&mut details, "event", Some("check_run"));
    detail(&mut details, "state", Some(result));
    detail(&mut details, "action", Some(action));
    detail(&mut details, "app", text(check, "/app/name"));
    detail(&mut details, "commit", text(check, "/head_sha"));
    let title = text(check, "/output/title").map(|t| format!("\n{t}")).unwrap_or_default();
    Ok(Draft {
        key: format!("{repository}/check_run/{id}/{action}/{result}"),
        kind: ItemKind::Check,
        author: person(at(body, "/sender")),
        moment: moment(check, times)?,
        thread: None,
        text: format!("{name}: {result}{title}"),
        link: text(check, "/html_url").or(text(check, "/details_url")).map(str::to_owned),
        details,
        repository: Some(repository),
        part: None,
    })
}
