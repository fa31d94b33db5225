// Describes the end of a session and records it on disk.

import type { SessionEnd, SessionKey, SessionView } from '../../../../contracts/work/session.ts';
import { failpoint } from '../../../failpoints.ts';
import { codeOf } from '../../../files.ts';
import { isShortage } from '../../../shortage.ts';
import type { Ended, Records } from '../records.ts';
import type { FamilyEnd } from './family/end-family.ts';
import type { HostContext } from './host-context.ts';

/** For errors that are found before the fork, or that the fork itself reports. */
export async function recordFailedStart(key: SessionKey, records: Records, message: string): Promise<Ended> {
  const end: SessionEnd = { by: 'failed', code: null, signal: null, message, gone: true };
  const blank = { pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0 };
  const ended: Ended = { at: new Date().toISOString(), end, view: { key, state: 'ended', ...blank, end } };
  await records.writeEnded(ended);
  return ended;
}

export function endMessage(by: SessionEnd['by'], farewell: FamilyEnd, leased = false): string | undefined {
  const names = farewell.left.map((row) => row.pid).join(', ');
  if (names) return `processes that did not end, or were left alone because they may not be ours: ${names}`;
  if (by === 'lost') return leased ? 'nothing was heard of its lead in the time of its lease' : 'the session host was told to end';
  return by === 'exit' && farewell.signalled > 0 ? `processes that it left behind and that were ended: ${farewell.signalled}` : undefined;
}

const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** If the record cannot be written for another reason than space, waiting does not help. */
const MOST_TRIES = 5;

/** An end is reported only after it is on disk, because a later host must report the same one. While the disk is full, this waits. */
export async function recordEnd(records: Records, view: SessionView, end: SessionEnd, context: HostContext): Promise<Ended> {
  const ended: Ended = { at: new Date().toISOString(), end, view };
  for (let tries = 1; ; tries++) {
    try {
      failpoint('host.before-ended');
      await records.writeEnded(ended);
      failpoint('host.ended-written');
      return ended;
    } catch (error) {
      const given = tries >= MOST_TRIES && !FULL.has(codeOf(error)) && !isShortage(error);
      context.log(`${view.key}: its end could not be written${given ? ', and is told all the same' : ' yet'}: ${String(error)}`);
      if (given) return ended;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
