# Practices.
nav-practices = Practices
practices-lead = What went well once and is worth doing again: what, why it worked, and under which conditions. Teams adopt a practice; later postmortems cite it.
practices-filter = Narrow the practices
practices-words = Words
practices-team = Team
practices-any = any
practices-mine = yours
practices-without = nobody answers for it
practices-order = Order
practices-order-name = by name
practices-order-adopted = most adopted first
practices-order-cited = most cited first
practices-withdrawn = withdrawn ones
practices-show = Show
practices-empty = No practice yet
practices-empty-text = A lesson that went well becomes one: open the lessons of a postmortem and choose “Make it a practice”.
practices-none = No practice fits
practices-clear = Show all
practices-before = Earlier ones
practices-behind = Further ones
practices-n-teams = { $n ->
    [0] no team yet
    [one] 1 team
   *[other] { $n } teams
}
practices-n-postmortems = { $n ->
    [0] not cited
    [one] cited by 1 postmortem
   *[other] cited by { $n } postmortems
}
practice-one = This practice
practice-make = Make it a practice
practice-make-lead = A practice outlives the incident: others adopt it, and later postmortems cite it.
practice-for-all = Everyone who is signed in reads a practice, whether or not they may read the postmortem. Leave out names, and what is to stay inside.
practice-confirm = I have read these texts with that in mind.
practice-name = What it is called
practice-name-hint = One line. No two practices are called alike.
practice-what = What is done
practice-what-hint = So that another team can do it. Markdown; pictures of the postmortem stay there.
practice-why = Why it worked
practice-why-hint = What made it help, and how that was seen.
practice-conditions = Under which conditions
practice-conditions-hint = What has to be so for it to help; where it would not.
practice-owner = Who answers for it
practice-owner-hint = Keeps its text true, and withdraws it when it no longer holds.
practice-owned = { $name } answers for it
practice-since = written down on { $day }
practice-revise = Change this practice
practice-history = What this practice said before
practice-withdraw = Withdraw it
practice-withdrawn = withdrawn
practice-withdrawn-at = Withdrawn on { $time }. It is no longer offered; where it is cited, that stays.
practice-restore = Bring it back
practice-teams = Teams that work by it
practice-teams-none = No team yet.
practice-adopt = We work by it
practice-give-up = Take back
practice-said-by = said by { $name }
practice-cited = Where it is cited
practice-cited-lead = Of the postmortems that you may read.
practice-came-from = Where it came from
practice-helped = a practice helped here
practice-would-apply = a practice would have applied
practice-became = became a practice
practice-kind-note = This lesson became a practice. Where its kind changes, the practice stays in the register, and no longer names this lesson as the one it came from.
lesson-practices = Practices that helped here, or would have applied
lesson-practices-hint = Of a lesson that went well: it helped. Of any other: it would have applied.
error-unknown-practice = This practice is not in the register any more.
error-own-practice = A lesson cannot cite the practice that it became itself.
error-practice-taken = Another practice is called so already. Cite that one, or say what is different.
error-practice-withdrawn = This practice is withdrawn.
error-practice-not-confirmed = Say that the texts are fit for all, after a look at them.
error-unknown-team = This team is not there any more.
denied-needs-practice-owner = Only whoever answers for this practice can change it, or an administrator.
denied-needs-team = Only members of this team, or an administrator, say by what it works.
denied-needs-went-well = Only a lesson that went well becomes a practice.
denied-is-practice = This lesson became a practice already.
