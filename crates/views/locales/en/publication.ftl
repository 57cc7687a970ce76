# Publishing, and documents that leave and come back.
publish-title = Publish to the company
publish-lead = A publication is a frozen version for everyone in the company. Look at what will leave, then confirm exactly that.
publish-step-write = Write
publish-step-look = Look at what leaves
publish-step-confirm = Confirm
publish-names = People
publish-names-roles = By their roles
publish-names-roles-hint = Names, handles and addresses are replaced wherever they stand.
publish-names-shown = By their names
publish-names-shown-hint = Only with the consent of everyone who is named.
publish-language = Language of headings and labels
publish-show = Show the preview
publish-changes = What differs from the full text
publish-same = Everything that goes out stands as it was written.
publish-n-same = { $n ->
    [one] One more place goes out as it stands.
   *[other] { $n } more places go out as they stand.
}
preview-head = Title, services, teams and tags
preview-entry = Entry { $n }
publish-swaps = What was replaced
publish-no-swaps = No name was found in the texts.
publish-swap-before = Stands in the full text
publish-swap-after = Goes out
publish-swap-times = Times
publish-doubts = These words may be names; they go out as they stand:
publish-stays = What stays inside
publish-stays-evidence = Items of evidence
publish-stays-files = Files
publish-stays-names = People shown by their roles
publish-stays-more = Histories, suggestions, the trail and who may edit stay inside, too.
publish-result = What will be read
publish-note = What this version corrects
publish-note-hint = Readers see it above the text.
publish-reason = Why there was no review meeting
publish-reason-hint = It goes to the audit trail, not to the readers.
publish-bar = This becomes version { $n }, open to everyone in the company.
publish-go = Publish
publish-done = Version { $n } is published. Everyone in the company can read it now.
publish-read = Read it in the library
publish-stale = Something changed since this preview was made, and nothing was published. Look at the new preview, then confirm it.
publish-retracted = The publication was withdrawn. Its address says so.
retract-title = Withdraw the publication
retract-text = Every version is withdrawn: the texts are no longer shown, the address stays and tells the reason. You can publish again later.
retract-reason = Reason for the readers
retract-reason-hint = It is shown at the address of the publication.
retract-go = Withdraw
export-bundle = Bundle (.zip)
error-note-needed = Say what this version corrects: readers of the earlier one want to know.
error-reason-needed = Please give a reason.
error-nothing-published = Nothing is published that could be withdrawn.
denied-archived = It is archived. Take it back to the workbench first.

bring-title = Bring in a postmortem
bring-lead = From a Markdown document or a bundle that inquest exported. You become its owner, and nobody else can read it until you open it.
bring-file = Document
bring-file-hint = A .md file of up to 25 MiB, or a .zip bundle with evidence and files
bring-go = Bring in
bring-known = The document tells of a postmortem that is here already. Choose what shall happen, then choose the file again:
bring-choice = What shall happen
bring-update = Change the one that is here
bring-update-hint = What it says now stays in its history.
bring-new = Make another one
bring-new-hint = With a number of its own.
error-document-missing = Choose a document first.
error-document-text = The document is not UTF-8 text. Save it as UTF-8, then try again.
error-document-too-large = The document is larger than { $limit } MiB.
error-bundle = The bundle does not read: { $why }.
error-document-evidence = The document names evidence whose hash does not read: “{ $text }”.
error-document-no-front-matter = Line { $line }: the document has no front matter. Begin with a line ---, then title, severity, occasion and zone, then --- again.
error-document-open-front-matter = Line { $line }: the front matter has no end. Close it with a line ---.
error-document-version = Line { $line }: the document is of version { $text } of the format, which this program does not read. Export it again, or upgrade.
error-document-yaml = Line { $line }: the data does not read: { $text }. Correct the line, or put the value into double quotes.
error-document-value = Line { $line }: a value does not fit: { $text }.
error-document-stray-text = Line { $line }: text stands outside of a section. Move it below a heading such as ## Summary, or above the data of an entry.
error-document-other-title = Line { $line }: the heading is not the title “{ $text }”. Change both alike.
error-document-twice = Line { $line }: the section “{ $text }” stands twice. Join both, or put a backslash before the heading that belongs to a text.
error-document-stray-entry = Line { $line }: an entry stands outside of the timeline. Put ## Timeline before it.
error-document-no-block = Line { $line }: the entry has no data block. Add one with kind and occurred below its text.
error-document-open-block = Line { $line }: the data block has no end. Close it with a line ```.
error-document-other-time = Line { $line }: the heading does not begin with the time of the entry, { $text }. Change both alike.
error-document-duplicate = Line { $line }: { $text } is there twice. Give each its own.
error-document-unknown = Line { $line }: { $text } stands for nothing in this document. Add it, or take the mention away.
<<<<<<< HEAD
=======
error-document-two-key-moments = Two entries mark the same key moment; only one can.
>>>>>>> publication
