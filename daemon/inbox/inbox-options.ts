// What an inbox is given: where it is, and what happens with what is dropped there.

import type { MusterError } from '../../contracts/errors.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { Admission } from '../intake/accept-task.ts';
import type { ByFile } from './answer-file.ts';

export type InboxOptions = {
  folder: string;
  /** The project of tasks without `project`; undefined in the home's inbox. */
  project?: string;
  admission: Admission;
  /** Passes on a person's decision; the same token is the same decision. */
  answer(command: ByFile, token: string): Promise<void>;
  clock: Clock;
  log: Log;
  /** Called when something new appears, which may still be incomplete. */
  onSeen?(): void;
  onAccepted(run: string): void;
  onRejected(name: string, failure: MusterError): void;
};
