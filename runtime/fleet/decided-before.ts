// Recognises a commit at a position for which an earlier process or loop of this node has already published another decision: their ids
// are the same, because an id contains the position. That is a conflict like any other.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';

export const wasDecidedBefore = (
  error: unknown,
  stream: StreamName,
  { commandId, expectedSeq }: { commandId: string; expectedSeq: number },
): boolean => error instanceof MusterError && error.code === 'command-reused' && commandId.startsWith(`${stream}:${expectedSeq}:`);
