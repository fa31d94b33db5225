// A home of its own for each test of the session host.

import { fileURLToPath } from 'node:url';
import { MusterError } from '../../../contracts/errors.ts';
import { openStage, type Stage } from './sessions-stage.ts';

export const hostMain = fileURLToPath(new URL('../../../runtime/sessions/host/host-main.ts', import.meta.url));

/** A home of its own for each test, cleared however it ends. */
export const on = (test: (stage: Stage) => Promise<void>, name?: string) => async () => {
  const stage = openStage(name);
  try {
    await test(stage);
  } finally {
    delete process.env.MUSTER_FAILPOINT;
    await stage.clear();
  }
};

export const codeIn = (error: unknown): string => (error instanceof MusterError ? error.code : String(error));

export const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no error', codeIn);
