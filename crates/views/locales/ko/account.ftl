# 내 계정.
account-profile = 프로필
account-password = 비밀번호
account-old-password = 지금 쓰는 비밀번호
account-password-note = 비밀번호를 바꾸면 다른 곳에서는 모두 로그아웃됩니다.
account-password-go = 비밀번호 바꾸기
account-sessions = 로그인한 곳
account-sessions-hint = 모르는 항목이 있으면 끝내고 비밀번호를 바꾸세요.
account-session-this = 지금 이 브라우저
account-session-times = { $begun }에 시작, 쓰지 않으면 { $ends }에 끝남
account-session-end = 끝내기
account-sessions-end-others = 다른 곳에서 모두 로그아웃
account-done-profile = 프로필을 저장했습니다.
account-done-password = 비밀번호를 바꾸었습니다. 다른 곳에서는 모두 로그아웃되었습니다.
account-done-session = 세션을 끝냈습니다.
account-done-sessions = 다른 세션을 모두 끝냈습니다.
