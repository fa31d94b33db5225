// The fixture of the tests of plans: scripted workers who look and vote, one who plans, and a person who answers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateAnswer } from '../../../../contracts/run/gate.ts';
import type { RunView } from '../../../../contracts/run/run-view.ts';
import { type CliFixture, openCliFixture } from '../../cli/cli-fixture.ts';
import { until, WORKERS } from '../../daemon-fixture.ts';

export const LONG = 60_000;

export function openPlanningFixture(): CliFixture {
  const fixture = openCliFixture();
  fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  return fixture;
}

export function seat(fixture: CliFixture, name: string, worker: string, role = 'analyser'): void {
  const argv = JSON.stringify([process.execPath, join(WORKERS, worker)]);
  fixture.write(
    join(fixture.home.agents, `${name}.md`),
    `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [${role}]\nargv: ${argv}\n---\n`,
  );
}

/** It names the command that tests it, so no plan has to. */
const SHOP = {
  'answer.js': 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n',
  'package.json': '{ "name": "shop", "scripts": { "test": "node --test" } }\n',
};

/** Two who look and vote, one who plans; the built-in verifier votes too. */
export async function begun(fixture: CliFixture, voters: readonly [string, string], planner: string, more = ''): Promise<string> {
  for (const [at, worker] of voters.entries()) seat(fixture, `voter-${at + 1}`, worker);
  seat(fixture, 'author', planner, 'planner');
  await fixture.up();
  fixture.drop(
    'plan.md',
    fixture.task(fixture.project('shop', SHOP), ['voter-1', 'voter-2', 'author'], `type: implementation-planning\n${more}`),
  );
  await until('the run', async () => (await fixture.runs()).length === 1);
  return (await fixture.runs())[0] ?? '';
}

/** Waits for an open gate that was not there before. */
export async function asked(fixture: CliFixture, run: string, nth = 1): Promise<{ view: RunView; gate: RunView['gates'][number]['gate'] }> {
  let view = await fixture.view(run);
  await until(
    `gate ${nth} of ${run}`,
    async () => {
      view = await fixture.view(run);
      if (view.endedAt !== null) throw new Error(`${run} has ended: ${view.message}\n${JSON.stringify(view.phases)}`);
      return view.gates.length >= nth;
    },
    LONG,
  );
  const gate = view.gates[nth - 1]?.gate;
  if (!gate) throw new Error('unreachable');
  return { view, gate };
}

export async function say(
  fixture: CliFixture,
  gate: RunView['gates'][number]['gate'],
  answer: GateAnswer,
  comment?: string,
): Promise<void> {
  const run = gate.id.slice(0, gate.id.indexOf('.'));
  const order = { kind: 'answer' as const, run, gate: gate.id, answer, shown: gate.shown, ...(comment === undefined ? {} : { comment }) };
  await fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
}

export const dispatches = (view: RunView) =>
  view.dispatches.filter((it) => it.phase === 'plan').map((it) => `${it.role} ${it.seat} pass ${it.pass} round ${it.round} ${it.status}`);
export const offers = (gate: RunView['gates'][number]['gate']) => gate.offers.map((it) => it.answer);
export const promptOf = (view: RunView, seat: string, pass: number) =>
  readFileSync(view.dispatches.find((it) => it.seat === seat && it.phase === 'plan' && it.pass === pass)?.prompt?.path ?? '', 'utf8');
