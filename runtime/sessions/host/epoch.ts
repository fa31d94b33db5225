// The highest daemon epoch that this home has seen, on disk. A daemon that was replaced and does not know it yet has a lower one,
// and is refused even by a host that started later.

import { closeSync, fsyncSync, openSync, readFileSync } from 'node:fs';
import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { makeFoldersSync } from '../../folders/make-folders.ts';
import { rethrowShortage } from '../../shortage.ts';
import { epochAt, sessionsFolder, syncFolder, writeAtomically } from './records.ts';

export type EpochFence = {
  /** Throws `epoch-fenced` for an epoch below the highest. */
  admit(epoch: number): void;
};

export function openEpochFence(home: string): EpochFence {
  const path = epochAt(home);
  let highest = seenEpoch(home);
  return {
    admit(epoch) {
      if (epoch < highest) {
        throw new MusterError(
          'epoch-fenced',
          `a daemon of epoch ${epoch} was refused: one of epoch ${highest} has taken over`,
          'This daemon has been replaced; it should end.',
        );
      }
      if (epoch === highest) return;
      makeFoldersSync(sessionsFolder(home), 0o700);
      writeAtomically(path, `${epoch}\n`);
      const file = openSync(path, 'r');
      fsyncSync(file);
      closeSync(file);
      syncFolder(sessionsFolder(home));
      highest = epoch;
      failpoint('host.epoch-written');
    },
  };
}

/** No home has had so many daemons: the file is damaged, and would refuse every other. */
const TOO_MANY = 1e9;

/** The highest epoch of a daemon that the session host of this home has served; 0 if none is known. */
export function seenEpoch(home: string): number {
  try {
    const epoch = Number(readFileSync(epochAt(home), 'utf8'));
    return Number.isSafeInteger(epoch) && epoch > 0 && epoch < TOO_MANY ? epoch : 0;
  } catch (error) {
    return rethrowShortage(error) ?? 0;
  }
}
