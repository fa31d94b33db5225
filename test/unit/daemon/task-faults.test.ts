// What is wrong with a task is told with its place, unless it is the name of the file.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wrongText } from '../../../daemon/intake/task-faults.ts';
import { readTask } from '../../../skills/intake/read-task.ts';

const faults = suite('what is wrong with a task');

const told = (name: string, text: string) => {
  const reading = readTask(text, name);
  if (reading.kind === 'task') throw new Error('it is a task');
  const { message, hint } = wrongText(reading.faults, { origin: { kind: 'drop', path: `/inbox/${name}` }, name });
  return [message, hint];
};

faults('a wrong name has no line, and there is nothing to fix in the text', () => {
  assert.equal(told('todo.txt', 'Look at it.'), [
    '`todo.txt` is not a task file: its name must end in .md, .yaml, .yml, .json',
    'Give it another name and submit it again.',
  ]);
});

faults('a wrong key has a line', () => {
  const [message, hint] = told('todo.yaml', 'brief: Look.\nnothing: 1\n');
  assert.match(message ?? '', /^line 2, column \d+: /);
  assert.match(hint ?? '', /^Fix the task/);
});

faults.run();
