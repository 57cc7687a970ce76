# Lessons.
lessons-lead = What went well counts as much as what went wrong: the first becomes practice, the second shows weaknesses. Luck holds once, so say what will hold without it.
lesson-kind = What kind of lesson is it?
lesson-went-well = Went well
lesson-went-wrong = Went wrong
lesson-got-lucky = Got lucky
lesson-what-went-well = Worth doing again, here and elsewhere
lesson-what-went-wrong = A condition that made it harder or worse
lesson-what-got-lucky = It was not worse only because of a coincidence
lesson-none-went-well = Nothing yet. Which practice, alert or habit helped?
lesson-none-went-wrong = Nothing yet. What made it harder than it had to be?
lesson-none-got-lucky = Nothing yet. What would have been worse at another hour, with other people, with more load?
lesson-text = The lesson
lesson-text-hint = Name conditions and practices, not people. Markdown.
lesson-entries = Entries that show it
lesson-add = Add a lesson
lesson-revise = Change this lesson
lesson-up = Move up
lesson-down = Move down
lesson-remove = Remove
lesson-removed = The lesson was removed.
lesson-is-removed = This lesson is removed.
lesson-restore = Bring it back
lesson-history = What this lesson said before
lesson-theirs-removed = Someone else removed this lesson while you were writing. Bring it back from its history, then save what you wrote.
luck-ends = What does the luck end in?
luck-hint = Luck must end in something that holds without it.
luck-open = Still open
luck-accepted = Accepted risk
luck-action = An action
luck-which = Which one
error-unknown-action = This action is not there any more.
luck-mitigator = A mitigator
luck-which-mitigator = Which one
luck-reason = What makes the risk bearable
luck-open-hint = Nothing follows from this luck yet.
luck-n-open = { $n ->
    [one] 1 stroke of luck without a consequence
   *[other] { $n } strokes of luck without a consequence
}
review-on = Look at it again on
review-on-day = looked at again on { $day }
error-date = This is not a day, such as 2027-03-01.
error-review-on-missing = Say on which day it is looked at again.
