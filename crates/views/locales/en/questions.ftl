# What is still open in a postmortem. One sentence a code, that asks and accuses nobody.
question-t01 = How did it go, moment by moment? The timeline has no entry yet.
question-t02 = When did users begin to feel it? No entry is marked as impact start.
question-t03 = When was that: “{ $moment }”? No entry marks it.
question-t04 = “{ $second }” lies before “{ $first }”. Which of the two times holds?
question-t05 = What made “{ $entry }” the sensible choice at that time? The decision has no reason.
question-t06 = What else could have been done at “{ $entry }”? Fewer than two options are noted.
question-t07 = What did those who decided “{ $entry }” know by then? Nothing is noted.
question-t08 = What happened in the { $lasts } after “{ $entry }”? The timeline says nothing, and the impact went on.
question-t09 = { $entries ->
    [one] Where can one see “{ $entry }”? The entry rests on no evidence.
   *[other] Where can one see this? None of the { $entries } entries rests on evidence.
}
question-t10 = Do all these times belong to their zones? They were given in { $zones }.
question-t11 = Can “{ $moment }” be found more exactly? It is known only to the hour or the day.
question-t12 = Who told those who felt it, and when? Impact lasted { $lasts }, and the timeline has no communication in it.
question-t13 = Shall this stay open: { $measures }? A moment is missing, so it will show as pending.
question-t14 = In which role was “{ $entry }” decided? Nobody is named.
question-t15 = Is the date of “{ $entry }” right? It lies { $by } in the future.
question-t16 = Was “{ $cited }” known when “{ $entry }” was decided? The timeline has it later, or says of none of those who decided that they had learned of it.
question-t17 = Which time holds? Someone learned of “{ $entry }” { $by } before it happened.
question-t18 = Did anything change before it began? The timeline has no change before impact start.
question-t19 = When was “{ $row }”? Its time does not read.
question-t20 = Is the time or the day of “{ $row }” right? It is earlier than the row above.
question-t21 = On which clock are these times? The timeline names no zone.
question-t22 = { $entries ->
    [one] Does it say what mattered? One entry still holds the words of an import.
   *[other] Do they say what mattered? { $entries } entries still hold the words of an import.
}
question-c01 = How did this become possible? No cause is told.
question-c02 = What made “{ $cause }” likely, or sensible? Here the search ends at a person.
question-c03 = What made it sensible to leave the procedure in “{ $cause }”? Here the search ends at one that was not kept.
question-c04 = Who was expected to do it, and where was that agreed? The search ends at “{ $cause }”.
question-c05 = How did “{ $cause }” become possible? Nobody said why it goes no further.
question-c06 = { $causes ->
    [one] What else had to be so? The map has a single cause.
   *[other] What else had to be so? The map is one chain of { $causes } causes.
}
question-c07 = { $ties ->
    [one] What shows that “{ $cause }” made it possible? No evidence is linked.
   *[other] What shows it? None of the { $ties } ties of the map rests on evidence.
}
question-c08 = What follows from “{ $cause }”? It has no action, and no decision not to act.
question-c09 = { $causes ->
    [one] What lay dormant until then? The only cause is no condition.
   *[other] What lay dormant until then? None of the { $causes } causes is a condition.
}
question-c10 = What slowed you down, and what kept it from being worse? The map lacks: { $classes }.
question-c11 = How do you know that “{ $cause }” had to be? It is told as necessary, and with low confidence.
question-c12 = What did “{ $cause }” make possible? It answers for nothing in the map.
question-l01 = What worked, and why did it work? The lessons tell nothing that went well.
question-l02 = What if the luck had not held? No action follows from “{ $lesson }”.
question-l03 = What do you know now that you did not before? No lesson is told.
question-a01 = What will change because of this? No action is told, and no decision not to act.
question-a02 = Who has taken this on? “{ $action }” names no owner.
question-a03 = By when? “{ $action }” has no date and is not marked as done.
question-a04 = How will you see that it worked? { $actions ->
    [one] The action names
   *[other] None of the { $actions } actions names
} an outcome to look at.
question-a05 = What would still hold if everyone who was there had left? { $actions ->
    [one] The only action depends
   *[other] All { $actions } actions depend
} on people remembering.
question-a06 = Which cause does “{ $action }” address? It names none.
question-a07 = Is “{ $action }” still right, and by when? Its day has passed.
question-a08 = Did “{ $action }” work? It is done, and nobody has judged its effect.
question-w01 = Which condition made it likely? “{ $written }” makes a person the cause.
question-w02 = What did happen instead? “{ $written }” tells what did not.
question-w03 = Which norm is meant by “{ $written }”, and who knew it?
question-w04 = When did it become clear, and to whom? “{ $written }” speaks from hindsight.
question-w05 = What would still hold if those people left? “{ $written }” counts on care.
question-w06 = Which other conditions were necessary? “{ $written }” tells of one.
question-w07 = How did it look from where they stood? “{ $written }” asks for someone to blame.
question-w08 = How many, when, or what exactly? “{ $written }” leaves it open.
question-p01 = What happened, in a few sentences for everyone? The summary is empty.
question-p02 = What can be said under “{ $part }”? It is empty.
question-p03 = How many, how much, what share? Impact is told without a number.
question-p04 = Which one holds? The text says “{ $written }”, the key moments say { $measured }.
question-p05 = Is “{ $written }” right? It lies more than a week away from everything in the timeline.
question-p06 = Which day is meant by “{ $written }”?
question-p07 = Would the role do in place of { $names }?
question-p08 = Whom does this concern? No service, team or department is named.
question-p09 = What keeps it from being published? The incident was { $since } ago.
question-p10 = What belongs here? The text still holds “{ $written }”.
question-p11 = What would you say in one minute? The summary has { $words } words.
question-level-must = must
question-level-should = should
question-level-note = note
question-level-off = not asked
asks-notes = { $n ->
    [one] 1 note
   *[other] { $n } notes
}
part-questions = Questions
questions-lead = What is still open, as rules find it. A question asks; it accuses nobody. Settle it where it leads, or dismiss it with a reason.
questions-all = All questions
questions-all-lead = Every question that can be asked, with its level here. Administrators choose the levels.
questions-none = Nothing is open
questions-none-text = No rule finds anything to ask. People still may.
questions-dismissed = Dismissed
questions-dismissed-hint = A dismissal belongs to its question: where the same thing opens again, it stays dismissed. It can be taken back at any time.
question-dismissed = dismissed
question-dismiss = Dismiss
question-reason = Why it may stay open
question-take-back = Take back
question-settle = settle it
question-late = Someone was faster, or it is settled by now. This is how it stands.
question-room-facts = Title and teams
question-room-timeline = Timeline
question-room-causes = Causes
question-room-lessons = Lessons
question-room-actions = Actions
question-room-narrative = Narrative
question-family-timeline = Timeline
question-family-causes = Causes
question-family-lessons = Lessons
question-family-actions = Actions
question-family-meeting = Meeting
question-family-wording = Wording
question-family-publication = Publication
question-gap-minutes = Minutes of silence that make a gap
question-untold-minutes = Minutes of impact that call for word to those who feel it
question-unpublished-days = Days from the incident until publication
settings-questions = Questions
settings-questions-text = Which questions must be settled before publication, and how long is long.
settings-questions-hint = What must be settled holds a publication up, unless whoever publishes says why. What is not asked shows nowhere.
error-question-minutes = Give minutes between 1 and 1440.
error-question-days = Give days between 1 and 366.
publish-unsettled = To be settled first
publish-unsettled-text = { $n ->
    [one] One question must be settled before publication. Settle or dismiss it, or say why it is published nevertheless.
   *[other] { $n } questions must be settled before publication. Settle or dismiss them, or say why it is published nevertheless.
}
publish-override = Why it is published nevertheless
publish-override-hint = Kept with this version and in the audit trail; its readers don't see it.
publish-overridden = Published with open questions: { $reason }
error-override-needed = Say why it is published although questions are open.
