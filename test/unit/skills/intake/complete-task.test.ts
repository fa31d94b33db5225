// What a task is called if nobody has named it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { completeTask } from '../../../../skills/intake/complete-task.ts';

const title = suite('the title of a task');

title('is the first heading or line, and of a given plan its goal', () => {
  const plan = JSON.stringify({ goal: '# Prices in cents\nand labels', stages: [] }, null, 1);
  assert.is(completeTask({}, '\n## Why is it slow?\nIt is.', '/src/shop').title, 'Why is it slow?');
  assert.is(completeTask({ type: 'given-plan' }, plan, '/src/shop').title, 'Prices in cents');
  assert.is(completeTask({ type: 'given-plan' }, `\`\`\`json\n${plan}\n\`\`\``, '/src/shop').title, 'Prices in cents');
  assert.is(completeTask({ type: 'given-plan' }, '{ no plan', '/src/shop').title, 'given-plan of shop');
  assert.is(completeTask({ type: 'given-plan', title: 'Mine' }, plan, '/src/shop').title, 'Mine');
});

title.run();
