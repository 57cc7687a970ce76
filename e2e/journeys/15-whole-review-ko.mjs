// 카드 결제 장애의 회고를 처음부터 끝까지: 그때 알던 것, 결정, 원인, 교훈, 개선 과제, 공개.
import { review } from '../whole-review.mjs';

export const name = '장애 하나를 처음부터 끝까지 회고합니다';
export const server = { mode: 'demo' };
export const person = { language: 'ko' };

export const run = review({
  language: 'ko',
  incident: '카드 결제가 47분 동안',
  editor: 'haneul.kim@haneul.example',
  reader: 'yerin.song@haneul.example',
  names: ['김하늘', '이준호', '박서연', '정우진', 'Ada Park'],
  replay: { team: 'Checkout', before: '2026-11-13T14:31:00', learned: '2026-11-13T14:32:20', words: '4.18.0을 파드 24개에' },
  decision: {
    text: '결제사 A로 세 단계에 나누어 되돌리기로 합니다.',
    at: '2026-11-13 15:55',
    faced: '모든 승인이 결제사 B로 가고 있고, B의 수수료는 0.2%p 비쌉니다.',
    known: '실패율은 한 시간째 0.05%이고, A의 시간 초과는 없었습니다.',
    options: ['5% → 50% → 100%로 되돌린다', '월요일까지 B에 둔다'],
    by: '김하늘',
    reason: '단계마다 90초면 다시 B로 돌아갈 수 있어, 주말 전에 아는 상태로 두는 편이 낫습니다.',
    expected: '15분 안에 끝나고 실패율은 그대로입니다.',
    actual: '15분이 걸렸고 이상이 없었습니다.',
  },
  walk: {
    way: ['게이트웨이의 공유 풀', '연결 풀 라이브러리 3.0', '풀의 크기가 우리 코드에'],
    from: '풀의 크기가 우리 코드에',
    wasDeep: '적히지 않으면 뜨지 않게',
    first: '서비스의 틀에 반드시 적어야 할 상한의 목록이 없습니다',
    second: '틀을 고칠 때 지난 장애를 되짚는 절차가 없습니다',
    deep: '틀의 검토 항목에 지난 장애의 조건을 올리면 사라집니다',
  },
  lesson: { text: '상태 페이지를 맡은 담당자가 마침 자리에 있었습니다.', reason: '대신할 사람이 두 명 더 있고 분기마다 바꾸어 맡아 봅니다.' },
  action: {
    text: '서비스의 틀에 동시 요청의 상한을 필수 항목으로 넣는다',
    expected: '새 서비스는 상한 없이 뜨지 않는다',
    measure: '분기마다 상한이 적히지 않은 서비스의 수를 센다',
    skip: '다음 주에 새 서비스 둘이 이 틀로 시작합니다.',
  },
  dismissal: '11월 16일 회고에서 함께 적었고, 자료는 다음 주에 덧붙입니다.',
  note: '되돌린 결정과 한 걸음 더 들어간 원인을 더했습니다.',
});
