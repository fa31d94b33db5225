// Workers on hosts whose reports cannot be followed: every change is logged and, if it is this node
// that cannot process the reports, also journaled in the run.

import { failureOf } from '../../../contracts/errors.ts';
import { attemptOf, runOf } from '../../../contracts/ids.ts';
import type { SessionKey } from '../../../contracts/work/session.ts';
import type { ListenTrouble } from '../../../runtime/fleet/hosts/reports.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { Leader } from './mirror.ts';

export type Troubles = {
  tell(session: SessionKey, host: string, it: ListenTrouble | undefined): void;
  forget(session: SessionKey): void;
  list(): { session: SessionKey; says: string }[];
};

export function troublesOf(leader: Promise<Leader>, log: Log): Troubles {
  const now = new Map<SessionKey, string>();

  async function tellRun(session: SessionKey, waitsFor: string | null): Promise<void> {
    const { dispatch, attempt } = attemptOf(session);
    const lead = await leader;
    await lead.waits(runOf(dispatch), { dispatch, attempt, waitsFor });
  }

  return {
    tell(session, host, it) {
      const says = it && wordsFor(host, it);
      if (says === now.get(session)) return;
      if (says === undefined) {
        now.delete(session);
        log.info('reports of a host about a worker can be read again', { session, host });
      } else {
        now.set(session, says);
        log.warn('reports of a host about a worker cannot be read; retrying', { session, host, error: it?.error });
      }
      // If the servers do not answer, nothing can be journaled either.
      if (it?.kind === 'not-heard') return;
      tellRun(session, says ?? null).catch((error: unknown) =>
        log.debug('a run could not be informed what its worker waits for', { session, error }),
      );
    },
    forget: (session) => void now.delete(session),
    list: () => [...now].map(([session, says]) => ({ session, says })),
  };
}

function wordsFor(host: string, { kind, error }: ListenTrouble): string {
  const { message } = failureOf(error);
  return kind === 'not-taken'
    ? `what host ${host} says of it, which cannot be kept here: ${message}`
    : `the servers of the fleet: ${message}`;
}
