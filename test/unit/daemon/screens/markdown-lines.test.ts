// A plan on a terminal: the words of its Markdown, all of them, without escapes, and in tables that fit.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import { cells } from '../../../../daemon/cli/screens/lines/layout.ts';
import { markdownLines } from '../../../../daemon/cli/screens/lines/markdown-lines.ts';
import { planMarkdown } from '../../../../skills/phases/plan/report/plan-markdown.ts';

const lines = suite('Markdown on a terminal');

const plan: Plan = {
  goal: 'Make int_to_bytes safe for <a> & b | c',
  acceptance: [{ description: 'all pass', validator: { kind: 'test-pass', command: 'unit' } }],
  options: [
    { title: 'One', pros: ['a | b', 'easy_to_prove'], cons: ['`ticks` and slashes'] },
    { title: 'Two', pros: ['see https://example.org/x'], cons: ['asks me@example.org'] },
  ],
  recommended: 'One',
  commands: { unit: ['grep', '-e', 'a|b', 'src'] },
  stages: [
    {
      id: 'one',
      title: '1. First #stage',
      goal: 'Say so.\n\n```\ncode_here | x\n```\n- point',
      owner: 'executor',
      dependsOn: [],
      files: ['src/a_b.js', 'a|b.js'],
      steps: [{ action: 'RED: fails', detail: 'in `a|b`' }],
      sliceValue: 'value',
      acceptance: 'passes',
      validators: [{ kind: 'test-pass', command: 'unit' }],
      exitContract: 'done',
      toolProfile: [],
    },
  ],
  rollback: 'git revert',
  checklist: ['tests pass'],
  requirementCoverage: [{ requirement: 'F-001', stages: ['one'] }],
};
const markdown = planMarkdown(plan, null, 'en');

for (const width of [200, 80, 40, 24]) {
  lines(`fits ${width} columns and loses no word`, () => {
    const text = markdownLines(markdown, { color: false, width, ends: width });
    for (const line of text.split('\n')) assert.ok(cells(line) <= width, `${cells(line)} in ${width}: ${line}`);
    const letters = (it: string): string =>
      [...it.replace(/&(amp|lt|gt|#58);/g, '')]
        .filter((one) => /[a-z0-9]/i.test(one))
        .sort()
        .join('');
    const bars = markdown.split('\n').filter((line) => !/^(\| -|(> ?)?`{3})/.test(line));
    if (width >= 80) assert.is(letters(text), letters(bars.join('\n')));
  });
}

lines('shows text as it was written', () => {
  const text = markdownLines(markdown, { color: false, width: 200, ends: 200 });
  for (const written of [plan.goal, 'easy_to_prove', '`ticks` and slashes', 'https://example.org/x', 'a|b.js', '["grep","-e","a|b","src"]'])
    assert.ok(text.includes(written), `${written}\n${text}`);
  assert.ok(text.includes('## 5.5 Stage Map'), 'a heading stays one without colours');
  assert.not.match(text, '---');
});

lines('marks headings and bold words by colour, and is left as it is in a pipe', () => {
  const text = markdownLines('## One\n\n**two** three', { color: true, width: 80, ends: 80 });
  assert.is(text, '\u001b[1mOne\u001b[22m\n\n\u001b[1mtwo\u001b[22m three');
  assert.is(markdownLines(markdown, { color: true, width: 80 }), markdown);
});

lines.run();
