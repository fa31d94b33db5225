// What a session prints, with secrets removed: the newest part in a ring buffer, everything up to a cap in the transcript, and all
// of it to attached viewers.

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
  /** The output has ended: what was held back is stored, and the transcript gets its end. */
  close(): Promise<void>;
};

/** Runs a disk operation whose failure is only logged, because the session does not wait for its disk. */
export type TryOrLog = <T>(deed: () => T) => T | undefined;

/** How often the end of the output is saved in a separate file, once the transcript no longer contains it. */
const SAVE_TAIL_EVERY = 2_000;
/** Output that could be the start of a secret is held back this long and no longer, because someone may be typing. */
const HELD_BACK_FOR = 100;

/** Throws if the transcript cannot be created. */
export function openOutput(
  key: SessionKey,
  spec: Pick<SessionSpec, 'transcript' | 'transcriptCap' | 'cols' | 'rows' | 'env'>,
  { records, tryOrLog, log }: { records: Records; tryOrLog: TryOrLog; log(line: string): void },
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
      tryOrLog(() => records.writeTail(kept.last(TAIL_BYTES)));
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
      // A session without output needs no file: a missing file counts as empty.
      if (kept.total() > 0) tryOrLog(() => records.writeTail(kept.last(TAIL_BYTES)));
    },
  };
}
