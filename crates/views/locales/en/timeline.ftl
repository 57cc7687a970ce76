# The timeline, its entries and its actors.
entries = Entries
entries-count = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
entry-new = Write an entry
entry-revise = Change the entry
entry-split = Part the entry in two
entry-history = What this entry said before
entry-restore = Bring it back
entry-deleted = The entry was deleted. Its history is kept.
entry-is-deleted = This entry is deleted. It can come back as it was.
entry-kind = Kind
entry-text = What happened
entry-text-hint = One or a few lines. Markdown works.
entry-occurred = When it happened
entry-ended = Until when
entry-key-moment = Key moment
entry-actor = Acted
entry-actors = Who acted
entry-others = Others, by name
entry-others-hint = Apart by commas. New names are added to the actors.
entry-evidence = Evidence
entry-learned = Learned
entry-knowledge = Who learned of it, and when
knowledge-hint = When the news reached someone, not when it happened. A time alone follows the entry. Empty lines are left out.
knowledge-who = Who
knowledge-when = Learned at
knowledge-channel = By which channel
knowledge-sureness = How surely
knowledge-proposed-count = Who knew ({ $n })
knowledge-proposed = Who learned of it, by its evidence
knowledge-proposed-hint = Whoever wrote or reacted to a message that it rests on knew it. Whoever wrote in the same channel within 15 minutes may have. What you take over can be corrected.
knowledge-take-over = Take over
sureness-sure = sure
sureness-may = may have
occurred-hint = Such as 2026-11-13 14:02, or only 14:02 on the same day.
occurred-about = The time is known to the hour only
no-key-moment = None
key-moment-hint = Only one entry marks each moment. Choosing it here takes it off the other one.
machine-written = Taken from the evidence, not yet rewritten by a person
gone = no longer here
timeline-edit = Edit
timeline-split = Split
timeline-delete = Delete
timeline-history = History
timeline-undo = Undo
timeline-crumbs = Where this page belongs
merge-next = Merge with next
insert-after = Insert after
gap-silence = { $duration } without an entry during the impact.
gap-question = What was going on meanwhile?
timeline-empty-title = The timeline is still empty
timeline-empty-text = Make entries from the evidence, or write the first one from memory.
range-from = From
range-to = To
range-show = Show this stretch
range-all = Show everything
range-empty-title = No entry lies in this stretch
zones-mixed = Times are shown in { $zone }. Some were given in { $zones }; those stand beside.
strip-label = Overview of the incident by source
strip-home = The incident
strip-whole = Everything
strip-earlier = { $n ->
    [one] 1 entry { $duration } earlier
   *[other] { $n } entries up to { $duration } earlier
}
strip-later = { $n ->
    [one] 1 entry { $duration } later
   *[other] { $n } entries up to { $duration } later
}
strip-zone = Times in { $zone }
strip-to-mitigation = { $duration } to mitigation
strip-to-resolution = { $duration } to resolution
strip-impact-open = Impact, not yet mitigated
strip-items = { $n ->
    [one] 1 item of evidence
   *[other] { $n } items of evidence
}
zoom-in = Zoom in
zoom-out = Zoom out
lane-changes = Changes
lane-alerts = Alerts
lane-chat = Chat
lane-entries = Entries
lane-decisions = Decisions

# Decisions
decision-faced = Faced
decision-knew = Knew
decision-decided = Decided
decision-because = Because
decision-chosen = Chosen
decision-instead = Instead of
decision-expected = Expected
decision-actual = Came of it
decision-background = Background of the decision
decision-hint = Kept where the kind is a decision. Write what was known then, not what is known now.
decision-faced-label = What was faced
decision-knew-label = What was known at the time
decision-because-label = What made it sensible
decision-expected-label = What was expected
decision-actual-label = What came of it
decision-options = Options that were open
decision-option = Option { $n }
decision-deciders = Who decided
decision-known-entries = Entries that were known

# Splitting
split-hint = The first keeps the key moment and the decision. Evidence that you choose goes to the second.
split-first = What the first says
split-second = What the second says
split-second-occurred = When the second happened
split-second-kind = Kind of the second
split-evidence = Evidence of the second

# Conflicts and versions
conflict-deleted = Someone else deleted this entry while you were writing. Saving brings it back with what you wrote.
conflict-keep-theirs = Keep what stands now
conflict-diff = What differs: struck out stands now, marked is yours
conflict-combine = Combine both, or save yours
conflict-save = Save this version
stale-title = The entry changed meanwhile
stale-delete = Delete what stands now
stale-merge = Merge what stands now
stale-learn = Take over who learned of what stands now
stale-moment = Set the key moment on what stands now
stale-saw = What you saw
stale-deleted = Someone else deleted this entry meanwhile. Its history is kept, and it can come back from there.
split-again = Part what stands now
decision-known-evidence = Evidence that was known
decision-known-evidence-hint = What those who decided had seen by then.
version-n = Version { $n }
version-deleted = deleted
by-operator = by the operator

# Actors
actors = Actors
actors-hint = Who acted in the timeline. Publications show the role in place of the name.
actors-empty = Nobody is named yet
actor-add = Add an actor
actor-name = Name
actor-handle = Handle
actor-handle-hint = As in the evidence, such as a Slack id. The name is used where it is empty.
actor-role = Role in the incident
actor-team = Team
actor-person = Account
actor-nobody = Not matched
actor-is = is { $name }
actor-entries = { $n ->
    [one] in 1 entry
   *[other] in { $n } entries
}
actor-same-as = The same as
actor-merge = Merge

# Writing in place
entry-more-time = Zone, key moment, precision
entry-evidence-hint = What lies near the entry's time. More is in the list of evidence.
evidence-filter-near = Filter what lies near
evidence-filter-none = Nothing near the entry reads like that.
insert-end = Insert at the end
moment-set = Set as…
moment-now-at = now at { $time }
moment-take-off = Take the key moment off
impact-start-confirm = Someone was harmed from { $time } on. I say so; no program concludes it.
impact-start-here = Impact starts here

# Evidence near an entry
near-show = Evidence near it
near-title = Evidence near { $time }
near-title-none = Evidence nearby
near-empty = No evidence lies near.
near-attached = attached
near-attach = Attach
near-make-entry = Make an entry

# Keys
timeline-keys = Keys of the timeline
timeline-key-move = Next, previous entry
timeline-key-back = Put the entry back as it was
timeline-key-part = Split, merge with next
timeline-key-near = Among the evidence near it: attach it to the entry, make an entry of it
timeline-key-strip = On the strip: zoom in, zoom out, the incident, everything

error-moment = “{ $text }” does not read as a date and a time. Write it as 2026-11-13 14:02.
error-moment-skipped = { $text } did not exist in { $zone }: the clocks were put forward.
error-moment-twice = { $text } happened twice in { $zone }: the clocks were put back. Add the offset, such as +09:00.
error-range-backwards = The end of the stretch lies before its beginning.
error-unknown-actor = This actor does not belong to this postmortem.
error-unknown-entry = This entry does not belong to this postmortem.
error-merge-with-itself = Choose another one to merge with.
error-two-decisions = Both are decisions with different backgrounds. Each keeps its own entry.
error-two-key-moments = Two entries mark a key moment, and only one can. Take one off first.
error-second-before-first = The second cannot lie before the first.
error-actor-in-use = Entries name this actor. Merge it with another one, or take it off the entries first.
error-impact-start-unconfirmed = Impact start is for a person to say. Tick the sentence to confirm it.
timeline-more = More…
timeline-tools = What can be done with this entry
as-known = As-known view
as-known-at = As known at { $time }
as-known-everyone = Everyone
as-known-count = { $n } of { $all } entries known
as-known-maybe = { $n } of them perhaps
as-known-leave = Back to hindsight
as-known-steps = From moment to moment
as-known-previous = Previous moment
as-known-next = Next moment
as-known-slider = Time that is looked at
as-known-time = As known at
as-known-who = To whom
as-known-show = Show
as-known-not-yet = Not yet known
as-known-then = As known then
as-known-replay = Replay as it was known
as-known-team = Team { $name }
lanes-choose = Lanes
lanes-source = By source
lanes-people = By person
lanes-teams = By team
learned-later = { $after } learned { $duration } after { $before }
hindsight-found = Was this known then? None of those who decided is said to have learned of it by that time:
hindsight-learned = Write down who learned of it when
hindsight-citation = Change what the decision cites
