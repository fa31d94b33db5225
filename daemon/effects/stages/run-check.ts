// Runs one command as a check session and says how it went. When asked again after a crash, it uses
// the session that is running or has ended, so that nothing runs twice.

import { dirname, join } from 'node:path';
import { allowedEnvironment } from '../../../agents/environment.ts';
import { cut } from '../../../contracts/cut.ts';
import type { CheckRun } from '../../../contracts/plan/proof.ts';
import { refusedVariable } from '../../../contracts/plan/refused-variables.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { SessionKey, SessionView } from '../../../contracts/work/session.ts';
import { digestOf } from '../../../runtime/canonical.ts';
import { hiderOf } from '../../../runtime/secrets/redact.ts';
import { plainText } from '../../../skills/wording/plain-text.ts';
import { shapeOf } from '../../../validators/proof/shape.ts';
import type { EffectContext } from '../effect-context.ts';

export type Check = {
  run: string;
  checks: number;
  nth: number;
  argv: readonly string[];
  place: string;
  deadline: Millis;
  /** Names of additional environment variables that it sees. */
  variables: readonly string[];
  /** Makes its place as it should find it. Not called if it is running already, or has run. */
  afresh?(): Promise<void>;
};

/** Over all runs: commands that prove something are heavy, and many of them measure time. */
const AT_ONCE = 2;
const GRACE: Millis = 3_000;
const LOOK_EVERY: Millis = 1_000;
const END_KEPT = 3_000;

/** That a check died with the session host says nothing about the work: it is run again so many times, each with a number of its own. */
const MOST_LOST = 2;
/** More than a proof has commands. */
const APART = 100_000;

export async function runCheck(it: Check, context: EffectContext, signal: AbortSignal): Promise<CheckRun> {
  for (let lost = 0; ; lost++) {
    const nth = it.nth + lost * APART;
    const view = await runOnce({ ...it, nth }, context, signal);
    // Never beside what may be left of it.
    if (view?.end?.by === 'lost' && view.end.gone && lost < MOST_LOST) continue;
    return ranAs(checkKey(it.run, it.checks, nth), view, it.place, context);
  }
}

async function runOnce(it: Check, context: EffectContext, signal: AbortSignal): Promise<SessionView | undefined> {
  const { host, slots, files, home, config } = context;
  const key = checkKey(it.run, it.checks, it.nth);
  await slots.take(key, [{ name: 'checks', places: AT_ONCE }], signal);
  try {
    const folder = home.run(it.run);
    await files.privateFolder(folder.transcripts);
    const scratch = join(proofFolder(home, it.run, it.checks), 'tmp');
    for (const path of [dirname(dirname(scratch)), dirname(scratch), scratch]) await files.privateFolder(path);
    const [known] = await host.observe([key]);
    if (!known) await it.afresh?.();
    await host.start(key, {
      argv: [...it.argv],
      cwd: it.place,
      env: { ...checkEnvironment(context.env, it.variables), TMPDIR: scratch },
      transcript: folder.transcript(`c${it.checks}`, it.nth),
      transcriptCap: config.transcriptBytes,
      hardDeadline: it.deadline,
      grace: GRACE,
      cols: 120,
      rows: 40,
    });
    return await ended(key, context, signal);
  } finally {
    slots.free(key);
  }
}

/** Holds the checkouts of a proof and what its commands write meanwhile; removed when the proof is over. */
export const proofFolder = (home: { root: string }, run: string, checks: number): string => join(home.root, 'proofs', `${run}.c${checks}`);

/** From the beginning of a line, if it has one. */
function endOf(text: string): string {
  const end = text.slice(-END_KEPT);
  return text.length > END_KEPT ? end.slice(end.indexOf('\n') + 1) : end;
}

const checkKey = (run: string, checks: number, nth: number): SessionKey => `${run}.c${checks}.${nth}`;

/** An allowlist, without variables that steer a test runner or a compiler. */
export function checkEnvironment(from: NodeJS.ProcessEnv, variables: readonly string[]): Record<string, string> {
  const named = variables.filter((it) => refusedVariable(it) === undefined);
  return { ...allowedEnvironment(from, named), CI: '1' };
}

async function ended(key: SessionKey, { host, clock }: EffectContext, signal: AbortSignal): Promise<SessionView | undefined> {
  for (;;) {
    const told = new AbortController();
    const forget = host.onEnd((one) => {
      if (one === key) told.abort();
    });
    try {
      const [view] = await host.observe([key]);
      if (!view || view.end) return view;
      await clock.sleep(LOOK_EVERY, AbortSignal.any([told.signal, signal]));
    } finally {
      forget();
    }
    signal.throwIfAborted();
  }
}

async function ranAs(key: SessionKey, view: SessionView | undefined, place: string, { host, env, home }: EffectContext): Promise<CheckRun> {
  const end = view?.end;
  if (!view || !end) return { kind: 'not-run', why: 'its session is unknown' };
  if (end.by === 'lost' || end.by === 'failed' || end.by === 'stopped')
    return { kind: 'not-run', why: cut(end.message ?? `its session was ${end.by}`, 2000) };
  const { output } = await host.collect(key);
  const text = plainText(output.replaceAll(place, '.'));
  const printed = {
    ms: view.age,
    output: digestOf(text),
    shape: digestOf(shapeOf(text)),
    // The journal keeps this part, and people see it.
    end: endOf(hiderOf(env, home.marks)(text)),
  };
  if (end.by === 'deadline') return { kind: 'stopped', by: 'deadline', says: 'its deadline', ...printed };
  if (end.signal !== null) return { kind: 'stopped', by: 'signal', says: end.signal, ...printed };
  return { kind: 'exited', code: end.code ?? 1, ...printed };
}
