// A plan that a person gives: what is wrong with it is said, so that it can be mended.

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTask } from '../../../../skills/intake/read-task.ts';
import { readGiven, wrongWithGiven } from '../../../../skills/phases/plan/given-plan.ts';

const given = suite('a given plan');

const wrong = (brief: string): string => wrongWithGiven(brief) ?? '';

given('that is no JSON, or lacks something, is refused with what is wrong and where the form is', () => {
  assert.match(wrong('Do it.'), /^the brief is no plan, because it is not JSON: .*`muster schema plan` has the form$/);
  assert.is(
    wrong('{ "goal": 3, "stages": [{ "id": "A b" }] }').split('; `rollback`')[0],
    'the plan in the brief has 19 faults: `goal`: must be text, not the number 3; `acceptance`: missing; `options`: missing; `recommended`: missing; `stages.0.id`: must match pattern /^[a-z0-9][a-z0-9-]{0,39}$/; `stages.0.title`: missing; `stages.0.goal`: missing; `stages.0.owner`: missing; and 11 more; `muster schema plan` has the form',
  );
});

given('as the documents show it has no faults, and its task file is valid', () => {
  const page = readFileSync(new URL('../../../../docs/protocols.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('### A plan that you write yourself\n');
  const [, file = ''] = /^```markdown\n([\s\S]*?)^```$/m.exec(section) ?? [];
  const read = readTask(file, 'plan.md');
  assert.is(read.kind, 'task', JSON.stringify(read));
  if (read.kind !== 'task') return;
  assert.is(read.front.type, 'given-plan');
  const plan = readGiven(read.brief, []);
  assert.is(plan.kind, 'plan', JSON.stringify(plan));
});

given.run();
