# What the owner of a postmortem decides, and its trail.
stewardship = Access and life
add-editor = Let a member edit
add = Add
remove = Remove
hand-over = Make owner
archive-title = Archive
archive-text = Puts this out of the lists of the workbench. What was published of it stays in the library.
take-back = Take back from the archive
merge-title = Merge into another
merge-text = When two tell the same incident: entries, actors, causes, evidence and files move over, texts are added below those of the other, what was published of this one is withdrawn, and it is archived with a pointer.
field-into = Number of the other one
field-into-hint = Such as PM-2026-041. You need to be able to edit it.
delete-title = Delete
delete-text = This removes, for good:
held-parts = { $n ->
    [one] { $n } part of the narrative with all it said before
   *[other] { $n } parts of the narrative with all they said before
}
held-entries = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
held-causes = { $n ->
    [one] { $n } cause
   *[other] { $n } causes
}
held-evidence = { $n ->
    [one] { $n } item of evidence
   *[other] { $n } items of evidence
}
held-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
held-publications = { $n ->
    [one] { $n } publication in the library
   *[other] { $n } publications in the library
}
field-typed = Type the number to confirm
field-typed-hint = Nothing is deleted unless it fits.
trail = Trail
trail-lead = Who did what when. Nobody can change it.
older = Older
error-no-member = This person is no member who can sign in.
error-owner-edits = The owner always edits. Hand over first.
error-number-typed = The number does not fit. Nothing was deleted.
error-merge-itself = This is the same one.
error-merge-unknown = There is no such postmortem that you can edit.
error-merge-twice = One of the two was merged already.
