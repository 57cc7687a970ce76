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
