// A client's token identifies one order in the whole home. Its stream alone would see only what it was given itself, so
// the token is claimed for that stream together with the first commit that carries it.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamName } from '../../contracts/event.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';

const nameOf = (token: string): string => `token/${token}`;

/** The lead's own command ids have a colon in them, and are of one stream by what they say. */
export function tokenClaims(commandId: string | undefined, stream: StreamName): ClaimChange[] {
  return commandId === undefined || commandId.includes(':') ? [] : [{ kind: 'take', name: nameOf(commandId), owner: stream }];
}

/** Why a commit was refused whose claim another stream has. */
export function heldBy({ name, owner }: { name: string; owner: string }, commandId: string | undefined): MusterError {
  if (commandId !== undefined && name === nameOf(commandId))
    return new MusterError('command-reused', `the token ${commandId} was already used for ${owner}`, 'Every order needs its own token.');
  return new MusterError('claim-held', `${name} is in use by ${owner}`, 'It is free again when that run ends.');
}
