// The checks of `muster doctor`: each says what it found, whether that is a problem, and what to do about it.

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile, stat, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { PROVIDERS, tried } from '../../../agents/providers.ts';
import { misnamedWords } from '../../../agents/roster.ts';
import type { DaemonStatus } from '../../../contracts/control.ts';
import { failureOf } from '../../../contracts/errors.ts';
import { codeOf, exists } from '../../../runtime/files.ts';
import { obstaclesIn } from '../../../runtime/folders/needed-in-home.ts';
import { openLink } from '../../../runtime/sessions/client/link.ts';
import { sessionsFolder } from '../../../runtime/sessions/host/records.ts';
import { PROTOCOL } from '../../../runtime/sessions/protocol/protocol.ts';
import { stuckIn } from '../../../runtime/trash.ts';
import { findSocketPlace } from '../../../runtime/wire/socket-place.ts';
import { bytes, count, listedUpTo } from '../../../skills/wording/numbers.ts';
import { loadConfig } from '../../intake/settings.ts';
import { lastHalt } from '../../process/ending/halt.ts';
import { ENGINE } from '../../process/version.ts';
import { reach, versionWarning } from '../daemon/reach.ts';
import { checkoutsText } from '../machine/checkouts-text.ts';
import { type AgentLine, findAgents } from '../named/find-agents.ts';
import { openRecords } from '../named/records.ts';
import { rejectedDrops, rejectedWords } from '../named/rejected-drops.ts';
import { hostLine } from '../screens/lines/host-line.ts';
import type { Context } from '../words/command.ts';

/** `absent` marks something optional that is not there. */
export type CheckResult = { level: 'ok' | 'warn' | 'bad'; says: string; next?: string; absent?: true };
type Check = { name: string; look(context: Context): Promise<CheckResult | CheckResult[]> };

const NODE = 24;
const GIT: readonly [number, number] = [2, 38];
const DISK_LOW = 1024 ** 3;
const DISK_BAD = 100 * 1024 ** 2;
/** Enough for the inbox, the results of a few runs, and other programs on the machine. */
const WATCHES_LOW = 8_192;
const INSTANCES_LOW = 64;
/** How many journals of ended runs are checked; the daemon does not read them again by itself. */
const JOURNALS_READ = 200;
const REJECTED_SHOWN = 5;

const ok = (says: string): CheckResult => ({ level: 'ok', says });
const warn = (says: string, next: string): CheckResult => ({ level: 'warn', says, next });
const bad = (says: string, next: string): CheckResult => ({ level: 'bad', says, next });

const CHECKS: readonly Check[] = [
  { name: 'node', look: async () => nodeCheck() },
  { name: 'git', look: gitCheck },
  { name: 'home', look: homeCheck },
  { name: 'config', look: configCheck },
  { name: 'ledger', look: ledgerCheck },
  { name: 'inbox', look: inboxCheck },
  { name: 'daemon', look: daemonCheck },
  { name: 'session host', look: hostCheck },
  { name: 'checkouts', look: async (context) => ok(await checkoutsText(context)) },
  { name: 'disk', look: diskCheck },
  { name: 'file watching', look: watchCheck },
  { name: 'agents', look: agentsCheck },
  ...Object.entries(PROVIDERS).flatMap(([name, it]): Check[] =>
    it.tried ? [{ name, look: (context) => programCheck(name, context) }] : [],
  ),
];

/** A check that throws counts as a problem. */
export async function runChecks(context: Context): Promise<{ name: string; found: CheckResult[] }[]> {
  const all: { name: string; found: CheckResult[] }[] = [];
  for (const { name, look } of CHECKS) {
    const found = await look(context).catch((error: unknown) => {
      const { message, hint } = failureOf(error);
      return bad(message, hint);
    });
    all.push({ name, found: Array.isArray(found) ? found : [found] });
  }
  return all;
}

function nodeCheck(): CheckResult {
  const major = Number.parseInt(process.versions.node, 10);
  return major >= NODE
    ? ok(`${process.versions.node}, muster ${ENGINE}`)
    : bad(`${process.versions.node}, but ${NODE} is needed`, `npx -y -p node@${NODE} -p musterd muster doctor`);
}

async function gitCheck(): Promise<CheckResult> {
  const said = await promisify(execFile)('git', ['--version']).catch(() => undefined);
  if (!said) return bad('git is not on the PATH', 'Install git 2.38 or newer.');
  const [, major, minor] = /(\d+)\.(\d+)/.exec(said.stdout) ?? [];
  const new2 = Number(major) > GIT[0] || (Number(major) === GIT[0] && Number(minor) >= GIT[1]);
  const version = said.stdout.trim().replace(/^git version /, '');
  return new2 ? ok(version) : bad(`${version}, but ${GIT.join('.')} is needed`, 'Install a newer git.');
}

async function homeCheck({ home }: Context): Promise<CheckResult | CheckResult[]> {
  try {
    const { mode, uid } = await stat(home.root);
    if (uid !== process.getuid?.()) return bad(`${home.root} belongs to another user`, 'Choose another home with MUSTER_HOME.');
    if ((mode & 0o022) !== 0) return bad(`${home.root} is writable by other users`, `Check what is in it, then: chmod 700 ${home.root}`);
    const refused = await access(home.root, constants.W_OK).catch((error: unknown) => codeOf(error) ?? 'refused');
    if (refused !== undefined)
      return bad(
        `${home.root} is not writable (${refused})`,
        'Nothing can run there: fix its permissions, or choose another home with MUSTER_HOME.',
      );
    const inTheWay = obstaclesIn(home).map(({ message, hint }) => bad(message, hint));
    if (inTheWay.length > 0) return inTheWay;
    if ((mode & 0o055) !== 0) return warn(`${home.root} is readable by other users`, `chmod 700 ${home.root}`);
    const stuck = await stuckIn(home.trash, Date.now());
    if (stuck.length > 0)
      return warn(
        `${count(stuck.length, 'folder')} in ${home.trash} could not be removed, the first is ${stuck[0]}`,
        'The reason is in daemon.log. Remove them by hand; as root, `chattr -R -i -a` makes immutable files removable.',
      );
    return ok(home.root);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ok(`${home.root}, created at the first start`);
    throw error;
  }
}

async function configCheck({ home }: Context): Promise<CheckResult> {
  const { maxConcurrentRuns, workers } = await loadConfig(home.config);
  return ok(`${count(maxConcurrentRuns, 'run')} and ${count(workers.total, 'worker')} at once`);
}

async function ledgerCheck(context: Context): Promise<CheckResult | CheckResult[]> {
  const { home } = context;
  await using records = await openRecords(context);
  if (!records) return ok('none yet');
  const broken = await records.ledger.quickCheck();
  const backup = `Stop the daemon and restore a backup of ${home.ledger}.`;
  if (broken.length > 0) return bad(`SQLite reports that ${home.ledger} is damaged: ${broken[0] ?? ''}`, backup);
  const rows = await records.ledger.streams();
  const unended = rows.filter((it) => !it.ended);
  const ended = rows.filter((it) => it.ended).slice(-JOURNALS_READ);
  // The ledger remembers what it finds damaged while reading, so the error itself is not needed.
  for (const { stream } of [...unended, ...ended]) await records.ledger.read(stream).catch(() => undefined);
  const damaged = records.ledger.damaged().map((it) => bad(it.error.message, it.error.hint));
  const { size } = await stat(home.ledger);
  const read = rows.length > unended.length + ended.length ? `, newest ${JOURNALS_READ} checked` : '';
  return damaged.length > 0
    ? damaged
    : ok(`${bytes(size)}, ${count(rows.filter((it) => it.stream !== 'house').length, 'run')}${read}; intact`);
}

async function inboxCheck(context: Context): Promise<CheckResult | CheckResult[]> {
  const rejected = await rejectedDrops(context);
  if (rejected.length === 0) return ok(`${context.home.inbox}; nothing rejected`);
  return rejected.slice(0, REJECTED_SHOWN).map((it) => warn(rejectedWords(it), 'Fix it and drop it again; delete the file to forget it.'));
}

async function daemonCheck({ home }: Context): Promise<CheckResult | CheckResult[]> {
  const place = findSocketPlace(home.root, 'daemon.sock') ?? home.socket;
  const reached = await reach(home);
  const halted = reached ? undefined : await lastHalt(home);
  if (halted !== undefined) return bad(`the last daemon stopped because it could not continue: ${halted}`, `Details are in ${home.log}.`);
  if (!reached) return ok(`not running; \`muster up\` starts it (socket ${place})`);
  const { daemon, hello } = reached;
  const status = (await daemon.ask({ ask: 'status' })) as DaemonStatus;
  daemon.close();
  const open = ((await stat(place)).mode & 0o077) !== 0;
  const other = versionWarning(hello.version, ENGINE);
  return [
    other
      ? warn(other, '')
      : ok(`${hello.version}, pid ${hello.pid}, ${status.mode === 'up' ? 'started by `muster up`' : 'ends when idle'}, socket ${place}`),
    ...loopFound(status),
    ...fleetFound(status),
    ...(open ? [bad(`${place} is usable by other users`, `chmod 600 ${place}`)] : []),
    ...(status.parked ? [bad('the ledger cannot be written; nothing new is started', `For the cause, see ${home.log}.`)] : []),
    ...status.setAside.map((it) =>
      bad(
        `${it.run} was set aside: ${it.why}`,
        `Other runs continue. muster journal ${it.run} shows how far it got; muster abort ${it.run} ends it, and then it can be run again.`,
      ),
    ),
  ];
}

function fleetFound({ fleet }: DaemonStatus): CheckResult[] {
  if (!fleet) return [];
  const { node, connected, hosts, troubles } = fleet;
  const servers = 'A majority of the nats-servers must run and be reachable from here; see docs/fleet.md.';
  return [
    connected ? ok(`node ${node} of a fleet`) : bad(`node ${node} of a fleet, of whose servers no majority answers`, servers),
    ...hosts.map((it) => {
      if (it.stands === 'offers') return ok(hostLine(it));
      return warn(hostLine(it), it.stands === 'other-version' ? 'Install the same version of Muster on both.' : HOST_SILENT);
    }),
    ...troubles.map((it) =>
      bad(`${it.session} waits for ${it.says}`, 'It is tried again every few seconds, and its worker is left alone.'),
    ),
  ];
}

const HOST_SILENT = 'If that machine is there: see whether `muster host` runs on it, and what its daemon.log says.';

/** How long the daemon was unable to answer requests. */
function loopFound({ loop }: DaemonStatus): CheckResult[] {
  if (!loop || loop.turns === 0) return [];
  const says = `busy with one thing for at most ${loop.longest} ms at a time, 99 of 100 times for at most ${loop.p99} ms`;
  return [ok(says)];
}

async function hostCheck({ home }: Context): Promise<CheckResult> {
  const place = findSocketPlace(home.root, 'sessions.sock');
  const hello = { type: 'hello', protocol: PROTOCOL, role: 'viewer' } as const;
  try {
    if (place === undefined) return ok('not running; the daemon starts it with the first worker');
    const link = await openLink(place, hello, { onPush: () => undefined, onClose: () => undefined });
    link.close();
    const records = sessionsFolder(home.root);
    if (!(await exists(records)))
      return warn(
        `pid ${link.welcome.pid}; ${records} was removed while it was running`,
        'Workers continue. If the session host or the machine stops, their work is done again.',
      );
    return ok(`pid ${link.welcome.pid}, protocol ${link.welcome.protocol}, socket ${place}`);
  } catch (error) {
    const { code, message, hint } = failureOf(error);
    return code === 'ENOENT' || code === 'ECONNREFUSED'
      ? ok('not running; the daemon starts it with the first worker')
      : bad(message, hint);
  }
}

async function diskCheck({ home }: Context): Promise<CheckResult> {
  const place = await stat(home.root).then(
    () => home.root,
    () => '/',
  );
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const says = `${(free / 1024 ** 3).toFixed(1)} GiB free at ${place}`;
  if (free < DISK_BAD) return bad(says, 'Free some space: when the ledger cannot be written, every run stops.');
  return free < DISK_LOW ? warn(says, 'Free some space soon.') : ok(says);
}

async function watchCheck(): Promise<CheckResult> {
  const read = (name: string) => readFile(`/proc/sys/fs/inotify/${name}`, 'utf8').then(Number, () => undefined);
  const [watches, instances] = [await read('max_user_watches'), await read('max_user_instances')];
  if (watches === undefined || instances === undefined) return ok('no known limits on this system');
  const says = `${watches} inotify watches, ${instances} instances`;
  if (watches >= WATCHES_LOW && instances >= INSTANCES_LOW) return ok(says);
  return warn(
    says,
    'Results may be noticed up to a second late. To fix: sysctl fs.inotify.max_user_watches=65536 fs.inotify.max_user_instances=256',
  );
}

async function agentsCheck(context: Context): Promise<CheckResult[]> {
  const { agents, says, roster } = await findAgents(context);
  const able = agents.filter((it) => it.available);
  const unable = agents.filter((it) => !it.available);
  return [
    able.length > 0
      ? ok(
          listedUpTo(
            able.map((it) => it.name),
            12,
          ),
        )
      : bad('no agent can work', 'The package is incomplete: install it again.'),
    // Agent programs have their own lines.
    ...unable.filter((it) => !tried(it.provider)).map((it) => warn(`${it.name} cannot work: ${it.why ?? ''}`, '')),
    ...(roster.broken ?? []).map(({ error }) => bad(error.message, error.hint)),
    ...(roster.misnamed ?? []).map((it) => warn(misnamedWords(it), 'docs/agents.md has the form of one.')),
    ...(says === undefined ? [] : [warn(says, '')]),
  ];
}

/** A line for every agent that uses this program; each may have its own account. A definition that cannot be read has its line among the agents. */
async function programCheck(provider: string, context: Context): Promise<CheckResult[]> {
  const { agents } = await findAgents(context).catch(() => ({ agents: [] }));
  return agents.filter((it) => it.provider === provider).flatMap((it) => programFound(it));
}

function programFound(agent: AgentLine): CheckResult[] {
  const { name, provider, version, login, check, why } = agent;
  const who = name === provider ? '' : `${name}: `;
  if (!agent.installed) return [{ ...ok(`${who}not installed (optional); ${why ?? ''}`), absent: true }];
  if (!agent.available) return [warn(`${who}${version ?? ''} cannot work: ${why ?? ''}`, '')];
  const passed = check?.outcome === 'passed' ? `, checked ${check.at.slice(0, 10)}` : '';
  const by = login?.kind === 'in' ? ` (${login.says})` : '';
  const says = `${who}${version ?? 'installed'}${by}${passed}`;
  return [
    login?.kind === 'out' ? warn(`${says}, not logged in`, login.says) : ok(says),
    ...(agent.strange && !passed && !check?.forced
      ? [
          warn(
            `${who}Muster has been tested with ${listedUpTo(tried(provider) ?? [], 3)}, not with this version`,
            `muster agents check ${name}`,
          ),
        ]
      : []),
  ];
}
