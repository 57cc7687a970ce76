# 모범 사례.
nav-practices = 모범 사례
practices-lead = 한 번 잘되었고 다시 할 만한 일입니다. 무엇을 했는지, 왜 효과가 있었는지, 어떤 조건에서 그런지 적습니다. 팀은 모범 사례를 채택하고, 이후의 포스트모템은 이를 인용합니다.
practices-filter = 모범 사례 좁혀 보기
practices-words = 단어
practices-team = 팀
practices-any = 전체
practices-mine = 내가 담당하는 것
practices-without = 담당자 없음
practices-order = 정렬
practices-order-name = 이름순
practices-order-adopted = 채택한 팀이 많은 순
practices-order-cited = 인용이 많은 순
practices-withdrawn = 철회된 것
practices-show = 보기
practices-empty = 아직 모범 사례가 없습니다
practices-empty-text = 잘된 일의 교훈이 모범 사례가 됩니다. 포스트모템의 교훈에서 “모범 사례로 만들기”를 선택하세요.
practices-none = 맞는 모범 사례가 없습니다
practices-clear = 모두 보기
practices-before = 이전
practices-behind = 다음
practices-n-teams = { $n ->
    [0] 채택한 팀 없음
   *[other] { $n }개 팀이 채택
}
practices-n-postmortems = { $n ->
    [0] 인용 없음
   *[other] 포스트모템 { $n }건에서 인용
}
practice-one = 이 모범 사례
practice-make = 모범 사례로 만들기
practice-make-lead = 모범 사례는 장애가 끝난 뒤에도 남습니다. 다른 팀이 채택하고, 이후의 포스트모템이 인용합니다.
practice-for-all = 모범 사례는 이 포스트모템을 볼 수 없는 사람을 포함해 로그인한 모든 사람이 읽습니다. 이름과 밖으로 나가면 안 되는 내용은 빼 주세요.
practice-confirm = 이 점을 염두에 두고 글을 다시 읽었습니다.
practice-name = 이름
practice-name-hint = 한 줄로 적습니다. 같은 이름의 모범 사례는 둘일 수 없습니다.
practice-what = 무엇을 하나요?
practice-what-hint = 다른 팀이 따라 할 수 있게 적으세요. 마크다운을 쓸 수 있고, 포스트모템의 그림은 그곳에 남습니다.
practice-why = 왜 효과가 있었나요?
practice-why-hint = 무엇이 도움이 되었고, 그것을 어떻게 확인했는지 적으세요.
practice-conditions = 어떤 조건에서 그런가요?
practice-conditions-hint = 도움이 되려면 갖춰져야 할 것과 맞지 않는 경우를 적으세요.
practice-owner = 담당자
practice-owner-hint = 내용을 사실에 맞게 유지하고, 더 이상 맞지 않으면 철회합니다.
practice-owned = 담당: { $name }
practice-since = { $day }에 기록
practice-revise = 이 모범 사례 고치기
practice-history = 이 모범 사례의 이전 내용
practice-withdraw = 철회하기
practice-withdrawn = 철회됨
practice-withdrawn-at = { $time }에 철회했습니다. 더 이상 목록에서 권하지 않으며, 이미 인용된 곳에는 그대로 남습니다.
practice-restore = 되살리기
practice-teams = 채택한 팀
practice-teams-none = 아직 없습니다.
practice-adopt = 우리 팀도 채택
practice-give-up = 채택 취소
practice-said-by = { $name } 님이 표시
practice-cited = 인용한 곳
practice-cited-lead = 볼 수 있는 포스트모템만 표시합니다.
practice-came-from = 어디에서 왔나요?
practice-helped = 도움이 된 모범 사례
practice-would-apply = 적용할 수 있었던 모범 사례
practice-became = 모범 사례가 됨
practice-kind-note = 이 교훈은 모범 사례가 되었습니다. 종류를 바꾸어도 모범 사례는 그대로 남고, 이 교훈을 출처로 더 이상 표시하지 않습니다.
lesson-practices = 도움이 되었거나 적용할 수 있었던 모범 사례
lesson-practices-hint = 잘된 일의 교훈이라면 도움이 되었다는 뜻이고, 그 밖의 교훈이라면 적용할 수 있었다는 뜻입니다.
error-unknown-practice = 이 모범 사례는 이제 목록에 없습니다.
error-own-practice = 교훈은 자신에게서 나온 모범 사례를 인용할 수 없습니다.
error-practice-taken = 같은 이름의 모범 사례가 이미 있습니다. 그것을 인용하거나 무엇이 다른지 적으세요.
error-practice-withdrawn = 철회된 모범 사례입니다.
error-practice-not-confirmed = 글을 살펴본 뒤 모두가 읽어도 되는 내용인지 확인해 주세요.
error-unknown-team = 이 팀은 이제 없습니다.
denied-needs-practice-owner = 이 모범 사례는 담당자나 관리자만 바꿀 수 있습니다.
denied-needs-team = 팀의 채택 여부는 그 팀의 구성원이나 관리자만 표시할 수 있습니다.
denied-needs-went-well = 잘된 일의 교훈만 모범 사례가 될 수 있습니다.
denied-is-practice = 이미 모범 사례가 된 교훈입니다.
