// What a session prints: without its secrets, the newest in a ring, all of it up to a cap in the transcript, and told
// to attached viewers.

import type { SessionKey, SessionSpec } from '../../../../contracts/work/session.ts';
import { secretValues } from '../../../secrets/redact.ts';
import { TAIL_BYTES } from '../../protocol/protocol.ts';
import type { Records } from '../records.ts';
import { outputMask } from './mask.ts';
import { awakeNow } from './measure/awake-time.ts';
import { type Tail, tail } from './tail.ts';
import { openTranscript } from './transcript.ts';

export type Output = {
  readonly tail: Tail;
  take(bytes: Buffer): void;
  resized(cols: number, rows: number): void;
  /** Called after each output, and at the end. */
  onMore(listener: () => void): () => void;
  tell(): void;
  /** Nothing comes any more: what was held back is kept, and the transcript gets its end. */
  close(): Promise<void>;
};

/** Of a session that does not wait for its disk: what goes wrong with one write is logged. */
export type Attempt = <T>(deed: () => T) => T | undefined;

/** While the file on disk is not the end of the output, the end is saved beside it this often. */
const SAVE_TAIL_EVERY = 2_000;
/** Output that could be the start of a secret is held back this long and no longer: someone may be typing. */
const HELD_BACK_FOR = 100;

/** Throws when the transcript cannot be made. */
export function openOutput(
  key: SessionKey,
  spec: Pick<SessionSpec, 'transcript' | 'transcriptCap' | 'cols' | 'rows' | 'env'>,
  { records, attempt, log }: { records: Records; attempt: Attempt; log(line: string): void },
): Output {
  const begun = awakeNow();
  const header = { title: key, cols: spec.cols, rows: spec.rows, cap: spec.transcriptCap };
  const transcript = openTranscript(spec.transcript, header, (error) => log(`${key}: the transcript ends here: ${String(error)}`));
  const kept = tail(TAIL_BYTES);
  const mask = outputMask(secretValues(spec.env));
  const listeners = new Set<() => void>();
  let unmasked: NodeJS.Timeout | undefined;
  let savedAt = 0;

  function keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const now = awakeNow();
    kept.push(bytes);
    transcript.output(bytes, now - begun);
    if (transcript.cut() && now - savedAt >= SAVE_TAIL_EVERY) {
      savedAt = now;
      attempt(() => records.writeTail(kept.last(TAIL_BYTES)));
    }
    tell();
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  return {
    tail: kept,
    take(bytes) {
      clearTimeout(unmasked);
      keep(mask.push(bytes));
      if (mask.waits()) unmasked = setTimeout(() => keep(mask.overdue()), HELD_BACK_FOR);
    },
    resized: (cols, rows) => transcript.resized(cols, rows, awakeNow() - begun),
    onMore(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell,
    async close() {
      clearTimeout(unmasked);
      keep(mask.rest());
      await transcript.close(awakeNow() - begun, kept.last);
      // Of one that said nothing there is nothing to keep: no file is an empty one.
      if (kept.total() > 0) attempt(() => records.writeTail(kept.last(TAIL_BYTES)));
    },
  };
}
