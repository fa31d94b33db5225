// A run that makes a prompt, told event by event: children first, circles, depth, drafts, and every end with its prompt run.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PromptFront } from '../../../../../contracts/make/prompt.ts';
import { USAGE_NONE } from '../../../../../contracts/usage.ts';
import type { MakeState, Making } from '../../../../../skills/phases/make/memory.ts';
import type { RunObservation } from '../../../../../skills/run/effect.ts';
import { bound, RUN, type RunSettings, seat, type TestRun } from '../test-run.ts';

const make = suite('a run that makes a prompt');
const HASH = 'a'.repeat(64);
const writer = (name: string) => seat(name, 'builtin', 'writer');

const told = (settings: RunSettings = {}, seats = [writer('w')]): TestRun => {
  const run = bound(seats, { phases: [{ key: 'make', kind: 'make' }], prompt: 'root', ...settings });
  step(run);
  return run;
};

/** Advances the run as far as the lead goes by itself. */
function step(run: TestRun): void {
  while (run.input({ kind: 'tick' }).length > 0);
}

const makings = (run: TestRun): Making[] => ((run.state().memory.make?.own as MakeState | undefined) ?? { makings: [] }).makings;
const states = (run: TestRun): string[] => makings(run).map((it) => `${it.call.prompt} ${it.state} ${it.stage}`);

function seen(run: TestRun, of: string, observation: RunObservation): void {
  run.observation(of, observation);
  step(run);
}

/** The file of a prompt run was read, and names these prompts. */
function readAs(run: TestRun, making: string, generates: readonly string[], front: object = {}): void {
  const prompt = makings(run).find((it) => it.id === making)?.call.prompt ?? '';
  seen(run, `read-prompt:make.${making}`, {
    kind: 'prompt-read',
    phase: 'make',
    making,
    prompt,
    from: 'project',
    path: `/p/${prompt}.md`,
    digest: HASH,
    front: PromptFront.parse(front),
    params: {},
    macros: generates.map((name, at) => ({ kind: 'generate', name, params: {}, line: at + 1, column: 1 })),
    duplicate: null,
  });
}

const compiledAs = (run: TestRun, making: string) =>
  seen(run, `compile-prompt:make.${making}`, {
    kind: 'prompt-compiled',
    phase: 'make',
    making,
    prompt: 'x',
    inputs: [],
    text: HASH,
    pieces: HASH,
    bytes: 1,
    key: HASH,
    same: null,
  });

make('its prompt is planned and read before anything else', () => {
  const run = told();
  assert.equal(states(run), ['root running analysis']);
  assert.equal(run.wanted(), ['read-prompt:make.p1']);
});

make('those that it generates come first, and one that is called twice is made once', () => {
  const run = told();
  readAs(run, 'p1', ['a', 'b']);
  assert.equal(states(run), ['root running compilation', 'a running analysis', 'b running analysis']);
  readAs(run, 'p2', ['b']);
  assert.equal(makings(run).length, 3);
  assert.equal(run.wanted(), ['read-prompt:make.p3'], 'one waits for the other');
  readAs(run, 'p3', []);
  assert.equal(run.wanted(), ['compile-prompt:make.p3']);
});

make('a cycle is reported with its path, and fails the prompts above it', () => {
  const run = told();
  readAs(run, 'p1', ['a']);
  readAs(run, 'p2', ['root']);
  assert.equal(states(run), ['root failed failed', 'a failed failed']);
  assert.match(makings(run)[1]?.reason ?? '', /it generates itself: root → a → root/);
  assert.match(makings(run)[0]?.reason ?? '', /`generate:a` failed in compilation: it generates itself/);
  assert.is(run.state().life.kind, 'concluding');
});

make('five levels are the limit', () => {
  const run = told();
  for (const [at, name] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) readAs(run, `p${at + 1}`, [name]);
  assert.is(makings(run).length, 6);
  assert.match(makings(run)[5]?.reason ?? '', /more than 5 deep: root → a → b → c → d → e → f/);
});

make('what a person has to fix ends the prompt run at its stage', () => {
  const run = told();
  seen(run, 'read-prompt:make.p1', { kind: 'making-refused', phase: 'make', making: 'p1', why: 'line 3, column 1: no' });
  const [it] = makings(run);
  assert.equal([it?.state, it?.endedIn, it?.reason], ['failed', 'analysis', 'line 3, column 1: no']);
});

make('an agent that nobody seated fails it, and says so', () => {
  const run = told();
  readAs(run, 'p1', [], { agent: 'other' });
  assert.is(run.state().life.kind, 'concluding');
  assert.match(makings(run)[0]?.reason ?? '', /the agent `other` has no seat/);
});

make('the writer that it names is asked, otherwise the first', () => {
  for (const [agent, who] of [
    [undefined, 'w'],
    ['v', 'v'],
  ] as const) {
    const run = told({}, [writer('w'), writer('v')]);
    readAs(run, 'p1', [], agent === undefined ? {} : { agent });
    compiledAs(run, 'p1');
    assert.equal(
      run.state().dispatches.map((it) => [it.id, it.seat]),
      [[`${RUN}.d1`, who]],
    );
  }
});

make('a seat with the role that it wants is asked, and none without it', () => {
  const planner = { ...writer('planner'), roles: ['planner'] as const };
  const asked = (front: object, seats = [writer('w'), planner]): string | undefined => {
    const run = told({}, seats as unknown as ReturnType<typeof writer>[]);
    readAs(run, 'p1', [], front);
    if (makings(run)[0]?.state === 'failed') return makings(run)[0]?.reason;
    compiledAs(run, 'p1');
    return run.state().dispatches[0]?.seat;
  };
  assert.is(asked({ role: 'planner' }), 'planner');
  assert.is(asked({ agent: 'planner' }), 'planner', 'a name alone says nothing of roles');
  assert.is(asked({}, [planner, writer('w')] as never), 'w', 'without either it is a writer');
  assert.is(asked({ role: 'critic' }), 'no agent of the task or the settings has the role critic and answers in words');
  assert.match(asked({ role: 'critic', agent: 'planner' }) ?? '', /`planner` does not have the role critic/);
});

make('it is written into the project for a person, and not for a program that uses a tool', () => {
  for (const person of [true, undefined] as const) {
    const run = told(person ? { person } : {});
    readAs(run, 'p1', [], { produces: { path: 'x.md' } });
    const effect = run.effect('compile-prompt:make.p1');
    assert.is(effect?.kind === 'compile-prompt' ? effect.path : undefined, person ? '.muster/artifacts/x.md' : null);
  }
});

make('an equal earlier one is used instead, and nobody is asked', () => {
  const run = told();
  readAs(run, 'p1', []);
  const artifact = { name: 'root', kind: 'markdown' as const, digest: HASH, bytes: 1, space: 'project', kept: '/home/root.md', path: null };
  const same = { run: 'r-bbbbbb', making: 'p1', artifact, saved: USAGE_NONE };
  const what = { phase: 'make', making: 'p1', prompt: 'root', inputs: [], text: HASH, pieces: HASH, bytes: 1, key: HASH };
  seen(run, 'compile-prompt:make.p1', { kind: 'prompt-compiled', ...what, same });
  assert.equal([states(run), run.state().dispatches.length], [['root skipped complete'], 0]);
  const { life } = run.state();
  assert.is(life.kind === 'concluding' && life.outcome, 'completed');
});

make('an aborted run records every prompt run, including those that never started', () => {
  const run = told();
  readAs(run, 'p1', ['a']);
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  step(run);
  assert.equal(
    makings(run).map((it) => [it.state, it.endedIn, it.reason]),
    [
      ['failed', 'compilation', 'the run ended first'],
      ['failed', 'analysis', 'the run ended first'],
    ],
  );
});

make.run();
