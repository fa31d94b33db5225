// A decision has the place at which it was made in its id. One that an earlier process or loop of this node made at the same place may
// come into the journal while another one is given, and may say something else: that is a conflict like any other.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';

export const wasDecidedBefore = (
  error: unknown,
  stream: StreamName,
  { commandId, expectedSeq }: { commandId: string; expectedSeq: number },
): boolean => error instanceof MusterError && error.code === 'command-reused' && commandId.startsWith(`${stream}:${expectedSeq}:`);
