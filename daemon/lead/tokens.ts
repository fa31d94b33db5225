// A client's token identifies one command in the whole home. A stream sees only its own commands, so
// the token is claimed for the stream in the first commit that carries it.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';

const nameOf = (token: string): string => `token/${token}`;

/** The lead's own command ids contain a colon and name their stream, so they need no claim. */
export function tokenClaims(commandId: string | undefined, stream: StreamName): ClaimChange[] {
  return commandId === undefined || commandId.includes(':') ? [] : [{ kind: 'take', name: nameOf(commandId), owner: stream }];
}

/** The error for a commit whose claim another stream holds. */
export function claimHeldError({ name, owner }: { name: string; owner: string }, commandId: string | undefined): MusterError {
  if (commandId !== undefined && name === nameOf(commandId))
    return new MusterError('command-reused', `the token ${commandId} was already used for ${owner}`, 'Every order needs its own token.');
  return new MusterError('claim-held', `${name} is in use by ${owner}`, 'It is free again when that run ends.');
}
