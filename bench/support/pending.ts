// Pending dispatches: workers that wait in their terminals until the bench writes their results.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Fixture, SLEEPER } from './fixture.ts';

export type Pending = {
  dispatch: string;
  pid: number;
  /** Where its result is expected. */
  path: string;
  /** Writes the result beside its final path; the returned function renames it. */
  prepare(): () => void;
};

/** A task names at most this many agents, and an agent has at most this many workers at once. */
const SEATS = 16;
const PLACES = 64;
const AGENTS = ['sleeper-a', 'sleeper-b', 'sleeper-c', 'sleeper-d', 'sleeper-e', 'sleeper-f', 'sleeper-g', 'sleeper-h'];

export function prepareFixture(fixture: Fixture, workers = 500): string {
  fixture.settings({ workers });
  for (const agent of AGENTS) fixture.hire(agent, SLEEPER);
  return fixture.project('shop');
}

/** This many workers, all running. */
export async function pendingOn(fixture: Fixture, project: string, count: number): Promise<Pending[]> {
  for (let asked = 0; asked < count; asked += SEATS) await askFor(fixture, project, Math.min(SEATS, count - asked), asked);
  const all: Pending[] = [];
  const next = starts(fixture);
  while (all.length < count) all.push(await next());
  return all;
}

/** One run with this many workers, in addition to existing ones. */
export async function askFor(fixture: Fixture, project: string, count: number, already = 0): Promise<void> {
  const agent = AGENTS[Math.floor(already / PLACES)] ?? '';
  await fixture.submit(project, Array(count).fill(agent));
}

/** Returns each attempt once it has started, in the order of the journal. */
export function starts(fixture: Fixture): () => Promise<Pending> {
  const nonces = new Map<string, { nonce: string; path: string }>();
  return () =>
    fixture.journal().until('a worker to start', ({ type, payload }) => {
      if (type === 'prompt.written') nonces.set(payload.dispatch, { nonce: payload.nonce, path: resultIn(payload.path) });
      if (type !== 'attempt.started') return undefined;
      const { dispatch, pid } = payload;
      const known = nonces.get(dispatch);
      if (!known || pid === null) throw new Error(`${dispatch} started without a prompt or a process`);
      fixture.knows(pid);
      return { dispatch, pid, path: known.path, prepare: () => prepare(dispatch, known) };
    });
}

const resultIn = (prompt: string): string => /^\*\*Result Path:\*\* (.*)$/m.exec(readFileSync(prompt, 'utf8'))?.[1] ?? '';

function prepare(dispatch: string, { nonce, path }: { nonce: string; path: string }): () => void {
  const result = { dispatch, nonce, role: 'analyser', status: 'done', summary: 'Nothing to say.', findings: [], verdicts: [] };
  writeFileSync(`${path}.part`, JSON.stringify(result));
  return () => renameSync(`${path}.part`, path);
}
