// What an artifact depends on: another one of these is another text, and nothing else is.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PromptFront } from '../../../../contracts/make/prompt.ts';
import type { Seat } from '../../../../contracts/task/agent.ts';
import { type MakingParts, makingKey } from '../../../../skills/make/making-key.ts';

const key = suite('the key of a prompt run');

const front = PromptFront.parse({ checks: [{ pattern: '^# ' }] });
const seat = {
  ...{ name: 'w', role: 'writer', agent: 'w', provider: 'command', model: 'inherit', version: '1', definition: 'd' },
  ...{ workplace: 'objects', concurrency: 1, deadline: null },
} as unknown as Seat;
const parts: MakingParts = {
  ...{ engine: '0.1.0', skill: 'Write.', prompt: 'notes', text: '# Notes', front, seat, tree: 'a'.repeat(40) },
  fingerprint: { program: 'p', flags: 'f', variables: 'v', configuration: 'c' },
};
const same = (more: Partial<MakingParts>): boolean => makingKey({ ...parts, ...more }) === makingKey(parts);

for (const [what, more] of [
  ['version of Muster', { engine: '0.2.0' }],
  ['way to ask', { skill: 'Write well.' }],
  ['prompt', { prompt: 'other' }],
  ['text, by a comma', { text: '# Notes,' }],
  ['place', { front: { ...front, produces: { ...front.produces, path: 'notes.md' } } }],
  ['check', { front: { ...front, checks: [{ pattern: '^## ' }] } }],
  ['writer', { seat: { ...seat, agent: 'x' } }],
  ['provider', { seat: { ...seat, provider: 'claude' } }],
  ['model', { seat: { ...seat, model: 'opus' } }],
  ['version of its program', { seat: { ...seat, version: '2' } }],
  ['definition', { seat: { ...seat, definition: 'e' } }],
  ['program', { fingerprint: { ...parts.fingerprint, program: 'q' } }],
  ['argument', { fingerprint: { ...parts.fingerprint, flags: 'g' } }],
  ['variable', { fingerprint: { ...parts.fingerprint, variables: 'w' } }],
  ['configuration of its user', { fingerprint: { ...parts.fingerprint, configuration: 'd' } }],
] as const)
  key(`another ${what} is another text`, () => assert.not(same(more as Partial<MakingParts>)));

key('the project counts for a writer that works in it, or a check that looks things up there, and for no other', () => {
  const elsewhere = { tree: 'b'.repeat(40) };
  const differs = (more: Partial<MakingParts>) => makingKey({ ...parts, ...more, ...elsewhere }) !== makingKey({ ...parts, ...more });
  assert.not(differs({}));
  assert.ok(differs({ seat: { ...seat, workplace: 'checkout' } }));
  assert.ok(differs({ front: { ...front, checks: [{ evidence: 1 }] } as MakingParts['front'] }));
  assert.ok(differs({ front: { ...front, checks: [{ command: ['true'] }] } as MakingParts['front'] }));
});

for (const [what, more] of [
  ['how its faults are sent back', { front: { ...front, refine: { max: 9 } } }],
  ['which parameters it declares, where they come to the same text', { front: { ...front, params: { of: { default: 'x' } } } }],
  ['which number its seat has, and what it may take', { seat: { ...seat, name: 'w#2', concurrency: 7, deadline: 9, paid: true } }],
  ['whose child it is, how deep, by force, and of which run', { parent: 'p1', depth: 4, force: true, run: 'r-bbbbbb', making: 'p7' }],
] as const)
  key(`${what} is no part of it`, () => assert.ok(same(more as unknown as Partial<MakingParts>)));

key.run();
