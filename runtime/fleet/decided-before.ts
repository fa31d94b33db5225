// The id of a decision contains the position it was made at. An earlier process or loop of this node may have made another decision
// at the same position, which reaches the journal while this one is being published. That is a conflict like any other.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';

export const wasDecidedBefore = (
  error: unknown,
  stream: StreamName,
  { commandId, expectedSeq }: { commandId: string; expectedSeq: number },
): boolean => error instanceof MusterError && error.code === 'command-reused' && commandId.startsWith(`${stream}:${expectedSeq}:`);
