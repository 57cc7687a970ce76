// Draws the sentences of the real half of the labelled sets: node draw.mjs DATA en|ko > to-label.tsv
//
// DATA is the folder of real documents beside the project. What is drawn is read and labelled by a person; the
// project keeps only where each sentence stands, a hash of it, and the label (real-en.tsv, real-ko.tsv).
// One part is drawn at random from all sentences; for each family another part from those that a net of words
// catches, far wider than the rules, and written before they were read. Drawing again draws the same.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [data, lang] = process.argv.slice(2);
const SEED = "wording-2026-12";
const AT_RANDOM = { en: 120, ko: 60 }[lang];
const PER_NET = { en: 45, ko: 90 }[lang];
const PER_PATTERN = { en: 24, ko: 1000 }[lang];

const NETS = {
  en: {
    blame:
      /\b(humans?|operators?|user error|manual(ly)?|admin\w*|engineers?|employees?|mistak\w*|accident\w*|inadvertent\w*|erroneous\w*|fault|blam\w*|culprit|responsib\w*|guilt\w*|someone|somebody|intern|contractors?|developers?|forgot\w*|fat.?finger\w*|unintention\w*|unaware)\b|\b[A-Z][a-z]+ (pushed|ran|deployed|merged|deleted|broke|restarted|changed|removed)\b/,
    counterfactual:
      /\b(could|would|might) (not |also )?have\b|\bif only\b|\bhad (we|they|he|she|it|the|this|i)\b|\bfail(ed|ing)? to\b|\bdid ?n.t\b|\bdid not\b|\bneglect|\bavoided\b|\bprevented\b|\boverlook|\bmissed\b|\bunnoticed\b|\bnot aware/i,
    normative:
      /\bshould\b|\bought\b|\bneeded to\b|\bproper(ly)?\b|\bcorrectly\b|adequate|\binsufficient|\bpoor(ly)?\b|\bcareless|\bnegligen|\bsloppy|\bbad\b|\bwrong\b|\black of\b|\bbest practice|\bappropriate|\bunacceptable|\bsupposed to/i,
    hindsight:
      /\bobvious|\bclear(ly)?\b|\bsimpl[ey]\b|\bjust\b|\bof course\b|\binevitabl|\bhindsight|\blooking back|\bretrospect|\beas(y|ily)\b|\bturns? out|\btrivial|\bsurprising|\bnaturally|\bknew\b/i,
    vigilance:
      /\bcareful|\battention\b|\bremind|\bdouble.?check|\btrain(ed|ing)?\b|\bfollow (the|our|proper)|\bmake sure\b|\bensure\b|\bremember\b|\baware(ness)?\b|\bvigilan|\bcaution|\beducat|\bbe sure/i,
    single_cause:
      /\broot.causes?\b|\bthe cause\b|\bcaused by\b|\bsole(ly)?\b|\bonly (cause|reason)|\buntil\b|\bthe reason\b|\bthe (issue|problem) was\b|\bdue to\b|\bbut for\b/i,
    accusing_question: /\?|\bwhy\b|\bwho\b/i,
    vague:
      /\b(some|many|several|most|few|various|numerous|number of|subset of|fraction of|portion of) (of )?(the |our )?(\w+ )?(users?|customers?|people|clients?|requests?|wikis|nodes|farmers|traffic|errors?)\b|\b(some time|a while|soon|recently|later|asap|improve\w*|better|briefly|intermittent\w*|short(ly)?|eventually|a bit|significant\w*|investigate|look into)\b/i,
  },
  ko: {
    blame: /실수|착오|오조작|휴먼|인적|잘못|탓|책임|과실|귀책|징계|문책|담당자|작업자|운영자|개발자|엔지니어|누군가|무심코|깜빡/,
    counterfactual: /더라면|했다면|었다면|았다면|했으면|었으면|수도 있었|수 있었|못했|못한|않았|놓쳤|놓친|간과|몰랐|모르/,
    normative: /어야|해야 ?했|제대로|올바르|미흡|부족|소홀|부주의|안일|적절|허술|바람직|무리하|충분/,
    hindsight: /당연|분명|뻔|쉽게|간단|단순|돌이켜|되돌아|역시|사실|알고 보니|결국|명백|생각해 ?보면/,
    vigilance: /주의|교육|숙지|철저|조심|신중|확인하|유의|명심|공유|재발|훈련/,
    single_cause: /원인|유일|만 아니|하나|때문|바로|이유/,
    accusing_question: /왜|누가|누구|\?/,
    vague: /일부|많은|여러|몇|다수|얼마|한동안|잠시|최근|조만간|빠르게|개선|강화|향상|나중|점차|가끔|간헐/,
  },
}[lang];

/** Where sentences stand in a Markdown text, leaving out code, front matter and what is too short or too long. */
function* sentences(text) {
  let fence = null;
  let block = null;
  const lines = [];
  let at = 0;
  for (const line of text.split("\n")) {
    lines.push({ at, line });
    at += line.length + 1;
  }
  const blocks = [];
  const close = () => {
    if (block) blocks.push(block);
    block = null;
  };
  let front = text.startsWith("---\n");
  for (const [n, { at, line }] of lines.entries()) {
    if (front) {
      if (n > 0 && line.startsWith("---")) front = false;
      continue;
    }
    const mark = line.match(/^\s*(```|~~~)/)?.[1];
    if (fence || mark) {
      fence = fence ? (mark === fence ? null : fence) : mark;
      close();
      continue;
    }
    if (!line.trim() || /^( {4}|\t)(?!\s*[-*+\d])/.test(line)) {
      close();
      continue;
    }
    if (line.includes("|")) {
      close();
      let from = at;
      for (const cell of line.split("|")) {
        blocks.push([from, from + cell.length]);
        from += cell.length + 1;
      }
      continue;
    }
    const lead = line.match(/^\s*(#+\s|[-*+•]\s|\d+[.)]\s|>\s?)+/)?.[0].length ?? 0;
    if (lead) close();
    block = block ? [block[0], at + line.length] : [at + lead, at + line.length];
    if (/^\s*#/.test(line)) close();
  }
  close();
  for (const [start, end] of blocks) {
    const body = text.slice(start, end);
    let from = 0;
    const cuts = [...body.matchAll(/(?<=[.!?。]["')\]*_]*)\s+(?=["'([*_`]*[A-Z0-9가-힣])/g)].map((m) => [m.index, m.index + m[0].length]);
    for (const [stop, next] of [...cuts, [body.length, body.length]]) {
      const raw = body.slice(from, stop);
      const skip = raw.length - raw.trimStart().length;
      const sentence = raw.trim();
      const words = sentence.split(/\s+/).filter((it) => /[\p{L}]/u.test(it)).length;
      if (words >= (lang === "en" ? 4 : 3) && sentence.length <= 400) yield { at: start + from + skip, sentence };
      from = next;
    }
  }
}

const hash = (text) => createHash("sha256").update(text).digest("hex");
const key = (sentence) => sentence.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const all = [];
const seen = new Set();
const take = (id, text, at, sentence) => {
  if (seen.has(key(sentence))) return;
  if (lang === "ko" && (sentence.match(/[가-힣]/g)?.length ?? 0) < 5) return;
  seen.add(key(sentence));
  all.push({ id, at: Buffer.byteLength(text.slice(0, at)), bytes: Buffer.byteLength(sentence), sentence, order: hash(SEED + sentence) });
};
for (const line of readFileSync(join(data, "corpus.jsonl"), "utf8").trim().split("\n")) {
  const document = JSON.parse(line);
  // Bodies of this source are machine-written.
  if (document.lang !== lang || document.source === "icco") continue;
  for (const { at, sentence } of sentences(document.text)) take(document.id, document.text, at, sentence);
}
all.sort((a, b) => (a.order < b.order ? -1 : 1));

const drawn = new Map();
const draw = (how, candidates, n) => {
  for (const it of candidates.filter((it) => !drawn.has(it)).slice(0, n)) drawn.set(it, how);
};
draw("random", all, AT_RANDOM);
for (const [family, net] of Object.entries(NETS)) draw(family, all.filter((it) => net.test(it.sentence)), PER_NET);
// Candidates mined by narrower patterns, also from documents that are not in the corpus: the line stands for the document.
const taken = {};
const mined = readFileSync(join(data, "language/mined/candidates.tsv"), "utf8").trim().split("\n").map((line, n) => {
  const [, source, language, pattern, , sentence] = line.split("\t");
  return { id: `mined/${n}`, at: 0, bytes: Buffer.byteLength(sentence), sentence, order: hash(SEED + sentence), source, language, pattern };
});
mined.sort((a, b) => (a.order < b.order ? -1 : 1));
const known = new Set([...drawn.keys()].map((it) => key(it.sentence)));
for (const it of mined) {
  if (it.language !== lang || it.source === "icco" || known.has(key(it.sentence)) || it.sentence.length > 500) continue;
  taken[it.pattern] = (taken[it.pattern] ?? 0) + 1;
  if (taken[it.pattern] > PER_PATTERN) continue;
  known.add(key(it.sentence));
  drawn.set(it, "mined");
}
console.error(`${all.length} sentences, ${drawn.size} drawn`);
for (const [family, net] of Object.entries(NETS)) console.error(family, all.filter((it) => net.test(it.sentence)).length);
for (const [it, how] of [...drawn].sort(([a], [b]) => (a.order < b.order ? -1 : 1))) {
  // Half is for mending the rules, half is held out: by the hash of the sentence.
  const part = parseInt(hash(it.sentence).slice(0, 2), 16) % 2 ? "held" : "mend";
  console.log([it.id, it.at, it.bytes, hash(it.sentence).slice(0, 16), how, part, it.sentence.replace(/\s+/g, " ")].join("\t"));
}
