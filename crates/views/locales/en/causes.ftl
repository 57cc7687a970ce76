# The map of causes.
causes-lead = Start from the impact and walk back. Every “because” may have several answers; keep asking until the answer is a condition that a change can remove.
causes-guide = About { $n } steps guide each branch; no branch has to have them.
causes-open = { $n ->
    [one] { $n } branch still open
   *[other] { $n } branches still open
}
causes-zoomed = { $n } percent
causes-zoom-reset = 100 %
causes-outline = The walk back
causes-empty = No answer yet. What made the impact possible?
causes-loose = Not tied to the impact
causes-loose-hint = These answer for nothing at present. Tie them where they belong, or remove them.
causes-here = Where you are
cause-how = How did this become possible?
cause-impact = Impact
cause-answer = Answer
cause-answer-hint = One condition or event, in one line. Further answers come beside it.
cause-answer-add = Add the answer
cause-again = told above
cause-evidence = { $n ->
    [0] no evidence yet
    [one] 1 item of evidence
   *[other] { $n } items of evidence
}
cause-deep-because = Deep enough: { $reason }
cause-end-open = still open
cause-class = What part it played
cause-class-trigger = trigger
cause-class-mechanism = mechanism
cause-class-condition = condition
cause-class-hindrance = hindrance
cause-class-mitigator = mitigator
cause-class-what-trigger = Trigger: set it off
cause-class-what-mechanism = Mechanism: how it worked
cause-class-what-condition = Condition: lay dormant and made it possible
cause-class-what-hindrance = Hindrance: made noticing or mending slow
cause-class-what-mitigator = Mitigator: kept it from being worse
necessity = Was it needed?
necessity-necessary = necessary
necessity-contributed = contributed
confidence = How sure?
confidence-high = shown
confidence-medium = likely
confidence-low = a guess so far
cause-layer = step { $n }
cause-is-loose = not tied
cause-made-possible = What it made possible
cause-no-evidence = No evidence yet
cause-weigh = Weigh, add evidence
cause-unlink = Untie
cause-unlinked = The two are no longer tied.
cause-link = Or a cause that is there already
cause-link-which = Which cause
cause-link-add = Tie it here too
cause-deep = This is deep enough
cause-deep-why = What makes it deep enough?
cause-deep-hint = For example: a change to this condition removes the possibility.
cause-deep-mark = Go no further here
cause-deep-take-back = Walk on after all
cause-revise = Change this cause
cause-text = The cause, in one line
cause-meaning = What it means
cause-remove = Remove
cause-removed = The cause was removed. What answered only for it stays, tied to nothing.
cause-is-removed = This cause is removed. It can come back with its ties.
cause-restore = Bring it back
cause-history = What this cause said before
cause-theirs-removed = Someone else removed this cause while you were writing. Bring it back, then save what you wrote.
cause-suggestions = Changes before the impact
cause-suggestions-none = The timeline and the evidence tell of no change before the impact.
cause-suggestions-pending = Changes are listed once the timeline says when the impact started.
cause-before = { $n } before the impact
cause-mentions = { $n ->
    [one] mentioned once
   *[other] mentioned { $n } times
}
cause-take = Take as an answer
cause-evidence-which = What shows it
cause-evidence-none = No entry of the timeline rests on evidence yet.
error-cause-cycle = A cause would lead to itself: { $path }
error-cause-answers-already = This cause answers here already.
error-unknown-cause = This cause is not there any more.
error-cause-has-answers = It has answers: walk on from them.
error-cause-reason-missing = Say in a few words what makes it deep enough.
error-too-many = At most { $limit } fit here.
cause-added = Added. How did this become possible in turn:
