# 연결한 웹훅, 도착한 것 넘겨받기.
connections-title = 연결
connections-text = 경보와 배포가 웹훅으로 도착해 보관됩니다. 포스트모템은 그중 필요한 기간의 것을 넘겨받습니다.
connections-empty-title = 아직 연결한 것이 없습니다
connections-empty-text = Alertmanager나 GitHub를 연결해 두면 장애가 났을 때 흔적이 이미 와 있습니다.
connection-created = { $name }을(를) 연결했습니다.
connection-once = 주소와 비밀 값은 지금 한 번만 보입니다. 지금 복사하세요.
connection-address = 주소
connection-secret = 비밀 값
connection-copy = 복사
connection-name = 이름
connection-name-hint = 어디에서 오는지. 예: “운영 경보”
connection-made = 만든 때
connection-arrived = 마지막 도착
connection-never = 아직 없음
connection-actions = 작업
connection-revoke = 연결 끊기
connection-revoke-named = { $name } 연결 끊기
connection-revoked = { $time } 끊음
connection-new = 웹훅 연결하기
connection-make = 연결
connection-hint-alertmanager = webhook_configs에 적는 수신자입니다. 주소 자체가 열쇠이니 공개하지 마세요.
connection-hint-github = 저장소나 조직의 웹훅입니다. content type은 application/json이고, 비밀 값으로 서명합니다.
take-over-title = 도착한 것 넘겨받기
take-over-text = 연결로 도착한 것 가운데 선택한 기간의 것이 이 포스트모템의 증거가 됩니다.
take-over-none = 관리자가 웹훅을 연결할 수 있습니다.
take-over-connection = 연결
take-over-count-go = 먼저 세어 보기
take-over-count = { $n ->
    [0] 이 기간에 도착한 것이 없습니다.
   *[other] 이 기간에 { $n }건이 도착했습니다.
}
take-over-go = 넘겨받기

error-no-live-source = Alertmanager와 GitHub만 연결할 수 있습니다.
error-no-connection = 연결을 선택하세요.
error-body-too-large = 전달된 본문이 { $limit }바이트보다 큽니다.
denied-bad-signature = 서명이 맞지 않습니다.
