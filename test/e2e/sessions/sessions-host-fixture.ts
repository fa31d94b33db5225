// A home of its own for each test of the session host.

import { fileURLToPath } from 'node:url';
import { MusterError } from '../../../contracts/errors.ts';
import { openFixture, type SessionsFixture } from './sessions-fixture.ts';

export const hostMain = fileURLToPath(new URL('../../../runtime/sessions/host/host-main.ts', import.meta.url));

/** A home of its own for each test, cleared however it ends. */
export const on = (test: (fixture: SessionsFixture) => Promise<void>, name?: string) => async () => {
  const fixture = openFixture(name);
  const idle = process.env.MUSTER_HOST_IDLE_MS;
  try {
    await test(fixture);
  } finally {
    delete process.env.MUSTER_FAILPOINT;
    process.env.MUSTER_HOST_IDLE_MS = idle;
    await fixture.clear();
  }
};

export const codeIn = (error: unknown): string => (error instanceof MusterError ? error.code : String(error));

export const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'no error', codeIn);
