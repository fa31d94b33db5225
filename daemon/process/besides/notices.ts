// Notices to the person about events in the journal, by a program of their choice. Only a few run at once,
// each with a short time limit. Events that are too old, after the daemon was down for long, are skipped.

import type { Config } from '../../../contracts/config.ts';
import { type Instant, instant } from '../../../contracts/time.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { MusterLedger, MusterStored } from '../../../skills/events.ts';
import { type Notice, noticeArgv } from '../../../skills/wording/notice.ts';
import { type Consumer, consume } from '../../projections/consumer.ts';
import { type SideProgram, startSideProgram } from './side-program.ts';

type Context = {
  hide(text: string): string;
  ledger: MusterLedger;
  env: NodeJS.ProcessEnv;
  log: Log;
  notify: Config['notify'];
  now(): Instant;
};

const AT_MOST = 10_000;
const AT_ONCE = 4;
const OLD = 10 * 60_000;

export async function openNotices(
  { hide, ledger, env, log, notify, now }: Context,
  onTrouble: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  if (notify.command.length === 0) {
    await rememberOff(ledger);
    return { close: async () => undefined };
  }
  const underWay = new Set<SideProgram>();

  async function give(notice: Notice): Promise<void> {
    const argv = noticeArgv(notify.command, notice);
    if (argv === undefined) return;
    if (underWay.size >= AT_ONCE) {
      log.warn('a notification was skipped: earlier ones are still running', { notice });
      return;
    }
    const started = startSideProgram(
      argv,
      env,
      { MUSTER_EVENT: notice.event, MUSTER_RUN: notice.run, MUSTER_TITLE: notice.title, MUSTER_TEXT: notice.text },
      AT_MOST,
    );
    underWay.add(started);
    const why = await started.ended;
    underWay.delete(started);
    if (why !== undefined) log.warn('the notification program failed', { program: argv[0], why });
  }

  /** `since`: whoever has just asked to be told wants no news of before. */
  async function take(batch: readonly MusterStored[], told: NoticesSince): Promise<NoticesSince> {
    for (const stored of batch) {
      const at = instant(stored.event.at);
      if (at < told.since || now() - at > OLD) continue;
      const notice = await noticeOf(stored, ledger);
      if (notice && notify.on.some((it) => it === notice.event || (it === 'end' && notice.event === 'degraded')))
        void give({ ...notice, title: hide(notice.title), text: hide(notice.text) }).catch(onTrouble);
    }
    return told;
  }

  const consumer: Consumer = await consume<NoticesSince>(NAME, ledger, {
    start: async (saved) => ({ since: sinceIn(saved) ?? now() }),
    take,
    onTrouble,
  });
  return {
    async close() {
      await consumer.close();
      for (const it of underWay) it.end();
    },
  };
}

const NAME = 'notices';

type NoticesSince = { since: Instant };
type Saved = { position: number; extra: unknown } | undefined;

/** Undefined if nobody was told before, or not until now. */
function sinceIn(saved: Saved): Instant | undefined {
  const { since } = (saved?.extra ?? {}) as { since?: unknown };
  return typeof since === 'number' ? (since as Instant) : undefined;
}

/** When notices are turned on again, what happened meanwhile is no news. */
async function rememberOff(ledger: MusterLedger): Promise<void> {
  const saved = await ledger.cursor(NAME);
  if (saved && sinceIn(saved) !== undefined) await ledger.saveCursor(NAME, saved.position, null);
}

async function noticeOf({ event }: MusterStored, ledger: MusterLedger): Promise<Notice | undefined> {
  if (event.stream === 'house') {
    if (event.type !== 'provider.held') return undefined;
    const { provider, until } = event.payload;
    return { event: 'quota', run: '', title: 'Muster waits for a limit', text: `${provider} is on hold until ${until}` };
  }
  const run = event.stream.slice('run/'.length);
  const said = async (kind: Notice['event'], text: string): Promise<Notice> => {
    const [created] = await ledger.read(`run/${run}`, 0, 1);
    const title = created?.type === 'run.created' ? created.payload.task.title : run;
    return { event: kind, run, title, text };
  };
  switch (event.type) {
    case 'gate.opened':
      return said('gate', `${event.payload.gate.asks} (muster approvals ${event.payload.gate.id})`);
    case 'consent.awaited':
      return said('gate', `${event.payload.providers.join(', ')} would receive the code of ${event.payload.project} (muster status)`);
    case 'run.ended': {
      const { outcome, degraded } = event.payload;
      return said(degraded ? 'degraded' : 'end', `${outcome}${degraded ? ', degraded' : ''} (muster report ${run})`);
    }
    default:
      return undefined;
  }
}
