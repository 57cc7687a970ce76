// The search incident reviewed from end to end: what was known, a decision, causes, a lesson, an action, publication.
import { review } from '../whole-review.mjs';

export const name = 'an incident is reviewed from end to end';
export const databases = ['sqlite', 'postgres'];
export const server = { mode: 'demo' };

export const run = review({
  language: 'en',
  incident: 'Search lost 39',
  editor: 'marcus.lind@haneul.example',
  reader: 'ada.park@haneul.example',
  names: ['Ben Ortiz', 'Clara Novak', '정우진', '윤다은', 'Marcus Lind'],
  replay: { team: 'Search', before: '2026-10-22T00:53:30', learned: '2026-10-22T01:00:25', words: 'The first half of the back-fill' },
  decision: {
    text: 'Run the corrected reindex the same night.',
    at: '2026-10-22 02:33',
    faced: 'Yesterday’s index serves, without the listings of the last day.',
    known: 'The parser reads both forms, the guard is in place, and a run takes less than three hours.',
    options: ['run it tonight', 'wait for the morning'],
    by: 'Ben Ortiz',
    reason: 'The run can’t swap to a worse index any more, and the broadcast begins at 09:30.',
    expected: 'Complete by half past five.',
    actual: 'Complete at 05:17.',
  },
  walk: {
    way: ['The alias moved', 'Nothing compared the new index'],
    from: 'Nothing compared the new index',
    wasDeep: 'A comparison in the job',
    first: 'Jobs that swap what customers see have no checklist of their own',
    second: 'The template for jobs is older than the first swap',
    deep: 'A template with a step that compares before it swaps removes it',
  },
  lesson: { text: 'The engineer in Berlin was awake.', reason: 'From November on someone in Seoul is on call at night as well.' },
  action: {
    text: 'Put a step that compares before it swaps into the template for jobs',
    expected: 'No new job can swap blindly',
    measure: 'Jobs that swap without the step, counted each quarter',
    skip: 'Two new jobs begin from the template next week.',
  },
  dismissal: 'Written down in the room; the template is kept in another repository.',
  note: 'Adds the decision of 02:33 and one step further back.',
});
