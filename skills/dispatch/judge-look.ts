// Decides what one look at a worker means. The order matters, so that a finished result is never thrown away: a valid result; the
// process has ended; the lease has expired; the hard deadline; silence.

import type { Millis } from '../../contracts/time.ts';
import type { AttemptReason, ResultFlag } from '../../contracts/work/dispatch.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { SessionEnd, SessionView } from '../../contracts/work/session.ts';
import { type MaybeSteps, runSteps, type Steps } from '../../runtime/steps.ts';
import type { Look } from '../../runtime/watch/look.ts';
import { describeErrors } from '../../validators/result/describe-errors.ts';
import { type Expected, type ResultReading, readResultSteps } from '../../validators/result/read-result.ts';
import { missingFrom } from '../phases/work-kinds.ts';
import { isHeartbeatMissing } from './anomalies.ts';
import { judgeSilence, type Sign } from './silence.ts';
import type { Watch } from './watch.ts';

export type Judgement =
  | { kind: 'wait'; askAgainIn: Millis; cpu: boolean }
  | { kind: 'answered'; result: Result; bytes: Uint8Array; digest: string; flags: ResultFlag[] }
  | { kind: 'overdue'; age: Millis }
  | { kind: 'suspect'; quietFor: Millis }
  | { kind: 'recovered'; sign: Sign }
  | { kind: 'end'; reason: AttemptReason; detail: string }
  /** The session is over, and its consequence is already decided. */
  | { kind: 'left' };

export function judgeLook(watch: Watch, look: Look): Judgement {
  if (watch.state === 'leaving') return judgeLeaving(watch, look);

  const observation = judgeResult(watch, look);
  if (watch.state === 'late') return observation.kind === 'answered' ? observation : wait(Number.POSITIVE_INFINITY);
  if (observation.kind === 'answered' || observation.kind === 'end') return observation;

  const { session } = look;
  if (session === undefined) return { kind: 'end', reason: 'host-lost', detail: 'the session host does not know this session' };
  if (session.end) return judgeEnd(watch, look, session.age, session.end, observation);
  if (watch.lease && session.age >= watch.lease.age) return { kind: 'end', reason: 'interrupted', detail: watch.lease.over };
  if (session.age >= watch.limits.hard) {
    return { kind: 'end', reason: 'deadline', detail: `no result after ${seconds(session.age)}` };
  }
  if (session.age >= watch.limits.soft && !watch.overdue) return { kind: 'overdue', age: session.age };
  // It would sleep until its quota is reset; its place and its deadline are worth more.
  if (look.waits !== undefined && !session.held) return { kind: 'end', reason: 'quota', detail: look.waits };
  return judgeSigns(watch, look, observation.askAgainIn);
}

/** The session is over, and there is no valid result. */
function judgeEnd(watch: Watch, look: Look, age: Millis, end: SessionEnd, { why, broken }: NoResult): Judgement {
  switch (end.by) {
    case 'lost':
      return { kind: 'end', reason: 'host-lost', detail: end.message ?? 'the session host died, and the worker with it' };
    case 'failed':
      return { kind: 'end', reason: 'spawn-failed', detail: end.message ?? 'the program could not be started' };
    case 'deadline':
      return { kind: 'end', reason: 'deadline', detail: `ended by the session host after ${seconds(age)}` };
    case 'exit':
    case 'stopped': {
      if (look.endedFor < watch.limits.flush) return wait(watch.limits.flush - look.endedFor);
      // It exited by itself, so what it left is its answer: it gets the list of errors, not the same prompt again.
      if (end.by === 'exit' && end.signal === null && broken) return { kind: 'end', reason: 'result-invalid', detail: why };
      const unfinished = why === '' ? 'without a result' : `with an unfinished result (${why})`;
      const rest = end.message === undefined ? '' : `; ${end.message}`;
      return { kind: 'end', reason: 'exit-without-result', detail: `${howItEnded(end)} ${unfinished}${rest}` };
    }
  }
}

/** After its result was accepted, a worker has some time to exit; then its process group is ended. */
function judgeLeaving(watch: Watch, look: Look): Judgement {
  const { session } = look;
  if (session === undefined || session.end) return { kind: 'left' };
  // Its program has exited, and what it left behind has nothing more to answer.
  if (session.left !== undefined) return { kind: 'left' };
  const since = session.age - (watch.answeredAt ?? 0);
  if (since >= watch.limits.exit) return { kind: 'end', reason: 'done', detail: 'did not exit after its result was accepted' };
  return wait(watch.limits.exit - since);
}

/** No usable result yet; `why` describes a file that is invalid and may still be incomplete. */
type NoResult = { kind: 'none'; why: string; askAgainIn: Millis; broken: boolean };
type ResultJudgement = Extract<Judgement, { kind: 'answered' | 'end' }> | NoResult;

function judgeResult(watch: Watch, look: Look): ResultJudgement {
  const { result, session } = look;
  if (result.kind === 'none') return { kind: 'none', why: '', askAgainIn: Number.POSITIVE_INFINITY, broken: false };
  if (result.kind === 'refused') return { kind: 'end', reason: 'result-refused', detail: result.why };

  const read = wholeAnswer(readOnce(result.bytes, watch), watch);
  if (read.kind === 'valid') {
    if (read.result.status === 'blocked') {
      return { kind: 'end', reason: 'blocked', detail: read.result.question ?? read.result.summary };
    }
    return { kind: 'answered', result: read.result, bytes: result.bytes, digest: result.digest, flags: flagsSeen(read.flags, watch, look) };
  }
  const why =
    read.kind === 'invalid' ? describeErrors(read.errors) : read.kind === 'incomplete' ? read.why : `it is a result for ${read.found}`;
  // A file that may still be written gets time, and a process that is gone writes no more. A half-written result is no answer at
  // all, so it cannot be repaired.
  const gone = session === undefined || session.end !== null;
  // While its host is not heard, the file does not change here, whatever is written there.
  const still = result.unchangedFor - (session?.unheard ?? 0);
  const settled = gone ? read.kind !== 'incomplete' && look.endedFor >= watch.limits.flush : still >= watch.limits.invalid;
  const broken = read.kind === 'incomplete' && result.bytes.byteLength > 0;
  if (!settled) return { kind: 'none', why, askAgainIn: watch.limits.invalid - still, broken };
  if (read.kind === 'wrong-dispatch') return { kind: 'end', reason: 'wrong-dispatch', detail: why };
  return { kind: 'end', reason: 'result-invalid', detail: why };
}

/** The same bytes are judged by the look, before they are stored, and when the look is decided on; a large result takes long to parse. */
const readings = new WeakMap<Uint8Array, { as: Expected; reading: ResultReading }>();

const readOnce = (bytes: Uint8Array, expected: Expected): ResultReading => runSteps(readingSteps(bytes, expected));

function* readingSteps(bytes: Uint8Array, { dispatch, nonce, role }: Expected): Steps<ResultReading> {
  const known = readings.get(bytes);
  if (known && known.as.dispatch === dispatch && known.as.nonce === nonce && known.as.role === role) return known.reading;
  const as = { dispatch, nonce, role };
  const reading = yield* readResultSteps(bytes, as);
  readings.set(bytes, { as, reading });
  return reading;
}

/** Parses a large result in steps; the look itself is then judged at once. */
export function judgeLookInSteps(watch: Watch, look: Look): MaybeSteps<Judgement> {
  const { result } = look;
  return result.kind === 'there' && result.bytes.byteLength >= LARGE && !readings.has(result.bytes)
    ? judgementSteps(watch, look, result.bytes)
    : judgeLook(watch, look);
}

function* judgementSteps(watch: Watch, look: Look, bytes: Uint8Array): Steps<Judgement> {
  yield* readingSteps(bytes, watch);
  return judgeLook(watch, look);
}

/** Size of a result in bytes. */
const LARGE = 50_000;

/** A question to a person is an answer that needs nothing else. */
function wholeAnswer(read: ResultReading, { expects }: Watch): ResultReading {
  if (read.kind !== 'valid' || read.result.status === 'blocked') return read;
  const errors = missingFrom(read.result, expects);
  return errors.length === 0 ? read : { kind: 'invalid', errors };
}

function judgeSigns(watch: Watch, look: Look, resultAsksIn: Millis): Judgement {
  const { session } = look;
  if (!session || session.held) return wait(resultAsksIn);
  const signs = { age: session.age, beat: look.quietBeat, output: session.quietOutput, cpu: session.quietCpu };
  if (session.left) return judgeLeft(watch, session.left, Math.min(signs.beat ?? session.age, signs.output ?? session.age), resultAsksIn);
  const silence = judgeSilence(signs, watch.limits);
  const next = watch.overdue ? watch.limits.hard : watch.limits.soft;
  const untilLate = Math.min(next, watch.lease?.age ?? next) - session.age;
  switch (silence.kind) {
    case 'alive':
      if (watch.state === 'suspect') return { kind: 'recovered', sign: silence.sign };
      return wait(Math.min(silence.askAgainIn, untilLate, resultAsksIn));
    case 'unsure':
      return { kind: 'wait', askAgainIn: 0, cpu: true };
    case 'suspect':
      if (watch.state !== 'suspect') return { kind: 'suspect', quietFor: silence.quietFor };
      return { kind: 'wait', askAgainIn: Math.min(silence.askAgainIn, untilLate, resultAsksIn), cpu: true };
    case 'silent':
      return { kind: 'end', reason: 'silent', detail: silenceText(silence) };
  }
}

/** Its program has exited. What it left behind may be its work or of no use, so its CPU time is no sign of life. */
function judgeLeft(
  { limits }: Watch,
  { processes, since }: Exclude<SessionView['left'], undefined>,
  spoke: Millis,
  resultAsksIn: Millis,
): Judgement {
  const quietFor = Math.min(since, spoke);
  if (quietFor < limits.quiet) return wait(Math.min(limits.quiet - quietFor, resultAsksIn));
  const what = `no heartbeat or output for ${seconds(quietFor)} from what it left behind (processes: ${processes})`;
  return { kind: 'end', reason: 'exit-without-result', detail: `exited with 0 without a result; ${what}` };
}

function flagsSeen(read: readonly ResultFlag[], { limits }: Watch, { session, quietBeat }: Look): ResultFlag[] {
  const flags = [...read];
  if (session && quietBeat === null && isHeartbeatMissing(session.age, limits.beatEvery)) flags.push('heartbeat-missing');
  // If we ended the worker, its exit status says nothing.
  if (session?.end?.by === 'exit' && (session.end.code !== 0 || session.end.signal !== null)) flags.push('exit-nonzero');
  return flags;
}

const silenceText = ({ busy, quietFor }: { busy: boolean; quietFor: Millis }): string =>
  busy ? `nothing but CPU time for ${seconds(quietFor)}` : `no heartbeat, output or CPU time for ${seconds(quietFor)}`;
const wait = (askAgainIn: Millis): Judgement => ({ kind: 'wait', askAgainIn, cpu: false });
const seconds = (ms: Millis): string => `${Math.round(ms / 1000)} s`;

function howItEnded(end: { code: number | null; signal: string | null }): string {
  return end.signal ? `ended by ${end.signal}` : `exited with ${end.code ?? 'an unknown code'}`;
}
