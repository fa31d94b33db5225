// When a file may answer in a person's stead: only while no agent could have written it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNoAnswerFile } from '../../../../daemon/inbox/answer-by-file.ts';

const test = suite('answers by file');

const run = (id: string, ...providers: string[]) => ({ id, seats: providers.map((provider) => ({ name: provider, provider })) });
const dropped = { origin: { kind: 'drop' as const, path: '/inbox/task.md' } };
const byTool = { origin: { kind: 'tool' as const, tool: 'run_submit', client: 'codex 1' } };
const rules = run('r-a', 'builtin');

const CASES: [what: string, why: string | undefined, is: RegExp | undefined][] = [
  ['rules only', whyNoAnswerFile('auto', { ...rules, ...dropped }, [rules], false), undefined],
  ['an agent in the run', whyNoAnswerFile('auto', { ...run('r-a', 'builtin', 'codex'), ...dropped }, [], false), /^codex of r-a can run/],
  ['an agent in another run', whyNoAnswerFile('auto', { ...rules, ...dropped }, [run('r-b', 'outside')], false), /^outside of r-b/],
  ['a run that an agent started', whyNoAnswerFile('auto', { ...rules, ...byTool }, [rules], false), /^codex 1 started r-a through/],
  ['an agent that leads', whyNoAnswerFile('auto', { ...rules, ...dropped }, [rules], true), /^an agent has `muster mcp` at work/],
  ['all of it, where a person wants it so', whyNoAnswerFile('on', { ...run('r-a', 'codex'), ...byTool }, [], true), undefined],
  ['none, where a person wants none', whyNoAnswerFile('off', { ...rules, ...dropped }, [], false), /turned off/],
];
for (const [what, why, is] of CASES) test(what, () => (is === undefined ? assert.is(why, undefined) : assert.match(why ?? '', is)));

test.run();
