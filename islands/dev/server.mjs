// A small server that keeps the contract of README.md, under the product's own headers, for the journey.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";

const dist = new URL("../../crates/web/assets/dist/", import.meta.url);
export const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; worker-src 'self'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types inquest";
const headers = {
  "Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};
const total = 100_000;
const start = Date.parse("2026-11-13T04:50:00Z") * 1000;

const page = (title, main) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><link rel="stylesheet" href="/assets/app.css"><script type="module" src="/assets/app.js"></script></head>
<body data-say-failed="That did not work. Nothing was changed." data-say-offline="No connection." data-say-copied="Copied."><header class="topbar"><a class="brand" href="/">in<i>quest</i></a><div data-island="theme"><button type="button" data-theme-set="auto">Auto</button><button type="button" data-theme-set="dark">Dark</button></div></header>
<main id="main" class="page">${main}</main><dialog class="dialog" data-island="keyboard-help" aria-labelledby="kh"><header><h2 id="kh">Keys</h2><form method="dialog"><button>Close</button></form></header><dl class="keys"></dl><label><input type="checkbox" data-act="keys"> Single letters</label></dialog>
<div class="toasts" role="status" aria-live="polite"></div></body></html>`;

const row = (at, done) => `<li id="e-${at}" data-index="${at}" tabindex="-1"><input type="checkbox" name="evidence" value="${at}" form="make-entry" aria-label="Select"><time>14:00:00<small>13 Nov</small></time><div class="evidence-body"><div class="evidence-who"><b>person ${at % 7}</b> # inc</div><a class="evidence-text" href="/item/${at}">message number ${at}</a></div>${at % 10 === 0 && !done ? `<div class="suggestion"><p>Looks like <b>detected</b></p><div class="suggestion-row"><form method="post" action="/suggestion/${at}/accept" data-act="accept"><button>Accept</button></form><form method="post" action="/suggestion/${at}/dismiss" data-act="dismiss"><button>Dismiss</button></form></div></div>` : ""}</li>`;
const rows = (offset, limit) => Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, n) => row(offset + n)).join("");

const evidence = (offset) => page("Evidence", `<h1>Evidence</h1>
<figure class="density" data-island="density" data-form="#filters" data-from="${start}" data-to="${start + 70 * 60e6}" data-zone="Asia/Seoul"><svg class="chart" viewBox="0 0 1200 60" role="img" aria-label="Items over time"><rect class="plot" x="0" y="0" width="1200" height="44"/></svg></figure>
<form class="filters" id="filters" action="/evidence"><input type="search" name="q" aria-label="Text" data-key="/" data-key-name="Filter"><input type="datetime-local" step="1" name="from" aria-label="From"><input type="datetime-local" step="1" name="to" aria-label="To"><button>Filter</button></form>
<ol class="evidence" data-island="evidence-list" data-total="${total}" data-page-size="100" data-source="/items?q=x" data-pager="#pager" data-say-selected="{n} selected" data-say-accepted="Accepted" data-say-dismissed="Dismissed">${rows(offset, 100)}</ol>
<form class="evidence-bar" id="make-entry" method="post" action="/entries"><output data-slot="selected"></output><button data-needs-selection>Make an entry</button></form><nav class="pager" id="pager" aria-label="Pages"><a href="?offset=100">Next</a></nav>`);

const entries = new Map([[1, "deployed"], [2, "alert"], [3, "rolled back"]]);
const at = (id) => start + id * 10 * 60e6;
const entry = (id) => `<li class="entry" id="entry-${id}" data-at="${at(id)}" tabindex="-1"><time>14:0${id}</time><span class="kind" data-kind="alert" title="Alert">A</span><div class="entry-body"><p>${entries.get(id)}</p><div class="entry-tools"><a class="button" data-act="edit" href="/entries/${id}/edit" hx-get="/entries/${id}/edit" hx-target="#entry-${id}" hx-swap="outerHTML">Edit</a><form method="post" action="/entries/${id}/delete" hx-post="/entries/${id}/delete" hx-target="#timeline-part" hx-swap="outerHTML"><button class="button" data-act="delete">Delete</button></form></div></div></li>`;
const timelinePart = (banner = "") => `<div id="timeline-part">${banner}<ol class="timeline" data-island="timeline">${[...entries.keys()].map(entry).join("")}</ol></div>`;
const entryForm = (id, error) => `<li class="entry" id="entry-${id}"><form class="entry-form" method="post" action="/entries/${id}" hx-post="/entries/${id}" hx-target="#entry-${id}" hx-swap="outerHTML"><label>Text<textarea name="text" ${error ? 'aria-invalid="true"' : ""}>${error ? "" : entries.get(id)}</textarea></label>${error ? '<p class="error">Write something</p>' : ""}<button>Save</button></form></li>`;
const timeline = () => page("Timeline", `<h1>Timeline</h1><div class="strip" data-island="strip" tabindex="0" aria-label="Overview" role="group" data-say-whole="Whole incident"><svg class="chart" viewBox="0 0 760 140" data-from="${start}" data-to="${start + 70 * 60e6}" data-left="76" data-right="760" data-zone="Asia/Seoul"><rect class="plot" x="76" y="0" width="684" height="112"/><rect class="impact-band" x="170" y="16" width="300" height="96" data-at="${at(1)}" data-until="${at(4)}"/>${[1, 2, 3].map((id) => `<a href="#entry-${id}" aria-label="entry ${id}"><circle class="mark" data-kind="alert" cx="${76 + (684 * id) / 7}" cy="54" r="5" data-at="${at(id)}"/></a>`).join("")}<g class="tick" transform="translate(170 0)"><text y="128">14:00</text></g></svg><div class="strip-tools"><output data-slot="range">Whole incident</output><button type="button" data-act="zoom-out" aria-label="Zoom out">−</button><button type="button" data-act="zoom-in" aria-label="Zoom in">+</button><button type="button" data-act="zoom-reset">Whole</button></div></div>${timelinePart()}<a hx-get="/ended" hx-target="#main" href="/ended" id="ended">session ended</a><a hx-get="/boom" hx-target="#main" href="/boom" id="boom">error page</a>`);

let polls = 0;
const progress = () => `<section class="progress" data-island="import-progress" data-status="/status" ${polls < 2 ? 'data-state="running"' : 'data-state="done"'}><h2>slack.zip</h2><progress value="${polls}" max="2" aria-label="Read"></progress><p data-announce>${polls < 2 ? "Reading" : "Done"}</p></section>`;
const narrative = () => page("Narrative", `<h1>Narrative</h1><form class="editor" data-island="narrative-editor" method="post" action="/narrative" data-preview="/preview" data-upload="/upload" hx-post="/narrative" hx-swap="none" data-say-saved="Saved" data-say-unsaved="Not saved yet" data-say-uploading="Uploading {name}"><div class="editor-panes"><textarea name="text" aria-label="Text"># Hello</textarea><div class="editor-preview prose"></div></div><footer><output data-slot="state">Saved</output><button>Save</button></footer></form>${progress()}<form class="drop" data-island="file-drop" method="post" enctype="multipart/form-data" action="/import"><input type="file" name="file" aria-label="File"><p class="error" data-slot="error"></p><button>Import</button></form><button data-island="copy" data-copy="PM-2026-041">Copy</button>`);

/** Starts on a free port; `seen` is what was posted. */
export async function serve() {
  const seen = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (request.method === "POST") seen.push({ path: url.pathname, body, fragment: request.headers["hx-request"] === "true" });
    const send = (text, status = 200, type = "text/html; charset=utf-8", more = {}) => { response.writeHead(status, { ...headers, "Content-Type": type, ...more }); response.end(text); };
    const path = url.pathname;
    const id = Number(path.match(/\d+/)?.[0]);
    if (path.startsWith("/assets/")) return send(readFileSync(new URL(path.slice(8), dist)), 200, path.endsWith(".css") ? "text/css" : "text/javascript");
    if (path === "/favicon.ico") return send("", 204);
    if (path === "/evidence") return send(evidence(Number(url.searchParams.get("offset") ?? 0)));
    if (path === "/items") return send(rows(Number(url.searchParams.get("offset")), Number(url.searchParams.get("limit"))));
    if (/^\/suggestion\/\d+\/accept/.test(path)) return send(row(id, true));
    if (/^\/suggestion\/20\/dismiss/.test(path)) return send("no", 500);
    if (/^\/suggestion/.test(path)) return send("", 204);
    if (path === "/timeline") return send(timeline());
    if (/^\/entries\/\d+\/edit/.test(path)) return send(entryForm(id));
    if (/^\/entries\/\d+\/delete/.test(path)) { entries.delete(id); return send(timelinePart('<div class="banner banner-good" role="status"><p>Deleted.</p></div>')); }
    if (/^\/entries\/\d+$/.test(path)) { const text = new URLSearchParams(body).get("text"); if (!text) return send(entryForm(id, true), 422); entries.set(id, text); return send(entry(id)); }
    if (path === "/entries") return send(page("Made", `<h1>Made</h1><p id="made">${new URLSearchParams(body).getAll("evidence").join(",")}</p>`));
    if (path === "/ended") return send("", 303, "text/html", { Location: "/sign-in" });
    if (path === "/sign-in") return send(page("Sign in", "<h1>Sign in</h1>"));
    if (path === "/fragments") return send(page("Fragments", '<h1>Fragments</h1><p id="a">a</p><p id="b">b</p><button id="get" hx-get="/partial" hx-target="#a" hx-push-url="/fragments?step=2">get</button><button id="bad" hx-get="/script" hx-target="#a">script</button><button id="gone" hx-get="/gone" hx-target="#b">gone</button><button id="on" hx-on:click="window.pwned = 3">on</button><button id="vals" hx-get="/partial" hx-vals="js:{x: window.pwned = 4}" hx-target="#b">vals</button>'));
    if (path === "/partial") return send('new a<hx-partial hx-target="#b" hx-swap="innerHTML">new b</hx-partial>');
    if (path === "/gone") return send("<p>not found</p>", 404);
    if (path === "/script") return send('<b>scripted</b><script>window.pwned = 5</script><img src="/favicon.ico" alt="" onerror="window.pwned = 6">');
    if (path === "/boom") return send(page("Error", "<h1>Error</h1>"), 500);
    if (path === "/narrative" && request.method === "POST") return send("", 204);
    if (path === "/narrative") { polls = 0; return send(narrative()); }
    if (path === "/status") { polls += 1; return send(progress()); }
    if (path === "/preview") return send(`<h1>${new URLSearchParams(body).get("text").slice(2)}</h1><script>window.pwned = 1</script><img src="x" onerror="window.pwned = 2">`);
    if (path === "/upload") return body.includes("bad.bin") ? send('{"error":"This kind of file is not taken."}', 415, "application/json") : send('{"markdown":"![shot](/files/1)"}', 200, "application/json");
    if (path === "/import") return body.includes("bad") ? send("The zip is not readable.", 422, "text/plain; charset=utf-8") : send("", 200, "text/html", { "HX-Redirect": "/sign-in" });
    return send("not found", 404);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, seen, close: () => server.close() };
}
