// One worker on a host, from the order to the last word about it. The host says what it sees until all of it was heard; when
// it could say nothing for the time of the lease, or the lead has given the worker up, it ends the worker and keeps what is
// there, to be said when it can.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { localOf } from '../../../contracts/ids.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostSaid } from '../../../contracts/work/hosted.ts';
import type { SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { codeOf, readBounded } from '../../../runtime/files.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { type Sighted, sightOf } from '../../../runtime/watch/spot.ts';
import { placeOf } from '../../effects/attempt/look.ts';
import { type Launched, launchHere } from './launch-here.ts';

export type Around = Launched & { name: string; lease: Millis; clock: Clock; log: Log };

const LOOKS_EVERY: Millis = 200;
/** A part of a transcript in one message. */
const MOST_OUTPUT = 192 * 1024;
const MOST_TEXT = 1024 * 1024;
/** Of the lease: the lead waits for all of it before it starts another. */
const OVER_AT = 0.8;
const SAYS_AT = 0.25;

type Files = Pick<HostSaid, 'result' | 'beat' | 'errors'>;

/** Resolves when everything was said, or the signal aborts; it can be begun again. */
export async function seeThrough(order: HostOrder, around: Around, signal: AbortSignal): Promise<'said' | 'left'> {
  const { end, context, name, lease, clock, log } = around;
  const { key, run, dispatch, attempt } = order;
  const place = placeOf(run, dispatch, attempt, context);
  const transcript = context.home.run(run).transcript(localOf(dispatch), attempt);
  const own = context.home.run(run).results(localOf(dispatch));
  let heardAt = clock.awake();
  let stopped = false;
  let started: HostSaid['started'] = { argv: [], model: '' };
  let failed: string | undefined;
  let sight: Sighted | undefined;
  let saidLast = '';
  let at: number | undefined;

  const [known] = await context.host.observe([key]);
  const givenUp = async () => (await end.orders.taken(key))?.stopped === true;
  // Taken by a process that was ended before it had begun.
  if (!known && !(await givenUp().catch(() => false))) {
    try {
      started = await launchHere(order, around, signal);
    } catch (error) {
      if (signal.aborted) return 'left';
      failed = error instanceof Error ? error.message : String(error);
      log.warn('a worker could not be started', { session: key, error });
    }
  }

  for (; !signal.aborted; await clock.sleep(LOOKS_EVERY, signal)) {
    try {
      if (await round()) return 'said';
    } catch (error) {
      log.debug('a lead could not be told how its worker is; it is tried again', { session: key, error });
    }
    if (!stopped && clock.awake() - heardAt >= lease * OVER_AT) await endOwn('no server was reached for the time of the lease');
  }
  return 'left';

  async function endOwn(why: string): Promise<void> {
    stopped = true;
    log.warn('a worker is ended', { session: key, why });
    await context.host.stop(key);
  }

  /** Looks, and says what is new. True when there is nothing left to say. */
  async function round(): Promise<boolean> {
    const due = clock.awake() - heardAt >= lease * SAYS_AT;
    if (!stopped && clock.awake() - heardAt < lease * OVER_AT && (await givenUp())) await endOwn('its lead has given it up');
    if (at === undefined) await recall();
    // Before the session is looked at: what it wrote at its end is then seen when its end is.
    const [view = failedView(key, failed)] = await context.host.observe([key], { cpu: due });
    sight = sightOf(place, sight?.result);
    const output = await partOf(transcript, at ?? 0);
    const files = await filesNow(sight);
    const last = view.end !== null && output.length < MOST_OUTPUT;
    const news = JSON.stringify([files, view.state, view.outputBytes, view.end, sight.beat]);
    if (!due && !last && output.length === 0 && news === saidLast) return false;
    const from = at ?? 0;
    await end.said.say({
      ...{ v: 1, host: name, home: context.home.root, view, started, ...files, whole: last },
      output: { from, bytes: output.toString('base64') },
    });
    heardAt = clock.awake();
    at = from + output.length;
    saidLast = news;
    return last;
  }

  /** Said by an earlier process of this host. */
  async function recall(): Promise<void> {
    const before = await end.said.last(key);
    at = before ? before.output.from + Buffer.from(before.output.bytes, 'base64').length : 0;
    if (before && started.argv.length === 0) started = before.started;
  }

  async function filesNow({ result }: Sighted): Promise<Files> {
    const text = async (path: string): Promise<string | null> => {
      const read = await readBounded(path, MOST_TEXT);
      return read.kind === 'read' ? end.objects.put(read.bytes) : null;
    };
    return {
      result: result.kind === 'there' ? await end.objects.put(result.bytes) : null,
      beat: await text(own.beat),
      errors: await text(own.errors),
    };
  }
}

/** Also of a session that this host cannot know any more. */
const failedView = (key: string, failed: string | undefined): SessionView => ({
  ...{ key, state: 'ended', pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0 },
  end: { by: failed === undefined ? 'lost' : 'failed', code: null, signal: null, message: failed ?? 'its host was restarted', gone: true },
});

async function partOf(path: string, from: number): Promise<Buffer> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    const bytes = Buffer.alloc(MOST_OUTPUT);
    const { bytesRead } = await file.read(bytes, 0, MOST_OUTPUT, from);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
