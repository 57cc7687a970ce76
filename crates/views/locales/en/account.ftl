# One's own account.
account-profile = Profile
account-password = Password
account-old-password = Present password
account-password-note = All your other sessions end when the password changes.
account-password-go = Change the password
account-sessions = Where you are signed in
account-sessions-hint = End what you do not recognise, then change your password.
account-session-this = this one
account-session-times = begun { $begun }, ends { $ends } unless used
account-session-end = End
account-sessions-end-others = End all others
account-done-profile = Your profile is saved.
account-done-password = Your password is changed. You are signed out everywhere else.
account-done-session = The session has ended.
account-done-sessions = All other sessions have ended.
