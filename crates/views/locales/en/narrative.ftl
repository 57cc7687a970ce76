# The narrative.
narrative-lead = The story for readers, on the ground of the timeline. Empty parts stay out of the way.
narrative-waiting = Waiting for their turn
narrative-empty = Nothing has been written yet
narrative-back = Back to the narrative
narrative-summary = Summary
narrative-impact = Impact
narrative-background = Background
narrative-what-happened = What happened
narrative-detection = Detection
narrative-response = Response
narrative-recovery = Recovery
narrative-hint-summary = A few sentences that everyone understands: what users felt, how long, how it ended.
narrative-hint-impact = Who was hit and how hard, in numbers, for each group of people concerned.
narrative-hint-background = What one has to know about the systems to follow the story.
narrative-hint-what-happened = The story in order, with what people knew at each point.
narrative-hint-detection = How it was noticed, and what could have told sooner.
narrative-hint-response = What was tried, what helped, what the options were.
narrative-hint-recovery = How it ended, what had to be repaired afterwards.
edit = Edit
history = History
history-none = Nothing was written here yet.
preview = Preview
saved = Saved
unsaved = Not saved yet
uploading = Uploading { $name }
written-by = Written by { $name }, { $time }
version-by = Version { $version }, by { $name }
diff-none = Nothing differs.
diff-counts = { $inserted } lines added, { $deleted } removed
conflict-difference = From what stands now to what you wrote
markdown-hint = Markdown: headings, lists, tables, links. Pasted or dropped files become evidence.
error-text-too-long = This part is longer than { $bytes } bytes.

# The wording of a text, beside its editor.
wording = Wording
wording-none = Nothing found in the wording.
wording-found = { $n ->
    [one] One place in the wording
   *[other] { $n } places in the wording
}
wording-hint = Underlined in the text. Nothing is changed for you: only you know what happened. Where a place is right as it stands, write <!-- lint: allow family/rule --> before it.
wording-allowed = { $n ->
    [one] One more is allowed in the text.
   *[other] { $n } more are allowed in the text.
}
