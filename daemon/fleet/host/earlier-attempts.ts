// Earlier attempts of the same work on this host. A lead that orders another attempt has given them up: they are ended, and
// once everything about them was reported, their files are moved aside so that they are not mistaken for the new attempt's.

import { localOf } from '../../../contracts/ids.ts';
import type { HostOrder } from '../../../contracts/work/hosted.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Files } from '../../effects/world/files.ts';

type Context = {
  home: Home;
  host: Pick<Host, 'stop'>;
  files: Pick<Files, 'setAside'>;
  /** Resolves when everything about it was reported; undefined if there is nothing to report. */
  said(key: string): Promise<unknown> | undefined;
};

export async function endEarlier({ run, dispatch, attempt }: HostOrder, { home, host, files, said }: Context): Promise<void> {
  if (attempt === 1) return;
  for (let n = 1; n < attempt; n++) {
    const key = `${dispatch}.${n}`;
    await host.stop(key);
    await said(key);
  }
  const { result, beat, errors } = home.run(run).results(localOf(dispatch));
  for (const path of [result, beat, errors]) await files.setAside(path, `${path}.before-attempt-${attempt}`);
}
