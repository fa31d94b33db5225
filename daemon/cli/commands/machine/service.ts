// muster service install|remove|status: the daemon as a service of this user.

import { MusterError } from '../../../../contracts/errors.ts';
import { exists } from '../../../../runtime/files.ts';
import { reach } from '../../daemon/reach.ts';
import { type ServiceFiles, serviceOf, serviceState, startService, stopService } from '../../machine/service.ts';
import { removeWritten, writeAll, writtenBefore } from '../../machine/written-outside-home.ts';
import { type Arguments, type Command, type Context, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['service install  [--print] [--no-start]', 'service remove', 'service status  [--json]'],
  about: [
    'Has the system start the daemon when you log in and restart it when it fails: a systemd user unit on Linux, a LaunchAgent on',
    'macOS. Your PATH is recorded, so that the daemon finds agents that only your shell knows; `muster up --refresh-env` records it',
    'again. Stopping the service stops only the daemon; workers keep running.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'install|remove|status' },
  options: {
    'print': { kind: 'flag', says: 'show what would be written; write nothing' },
    'no-start': { kind: 'flag', says: 'write the files; start nothing' },
    ...JSON_OPTION,
  },
  examples: [
    ['muster service install', 'start the daemon now and at each login'],
    ['muster service status', 'whether it is installed and running'],
    ['muster service remove', 'uninstall it'],
  ],
  personOnly: true,
  async run(context, given) {
    const service = serviceOf(context);
    switch (given.words[0]) {
      case 'install':
        return install(service, given, context);
      case 'remove':
        return remove(service, context);
      case 'status':
        return status(service, given, context);
      default:
        throw new MusterError('usage', `unknown subcommand \`muster service ${given.words[0]}\``, 'Use install, remove or status.');
    }
  },
};

async function install(service: ServiceFiles, given: Arguments, context: Context): Promise<number> {
  if (given.has('print')) {
    for (const it of service.files) if (it.kind === 'file') await context.print(`# ${it.path}\n${it.text}\n`);
    return EXIT.done;
  }
  const { written, left } = await writeAll(service.files, context.home);
  if (left.length > 0) throw new MusterError('command-refused', left.join('; '), 'Move it away, then try again.');
  await context.print(written.map((it) => (it.kind === 'file' ? `wrote ${it.path}\n` : '')).join(''));
  if (given.has('no-start')) return EXIT.done;
  // Only one daemon can use the home: the service's daemon takes over, and workers keep running.
  const before = await reach(context.home);
  if (before) {
    await before.daemon.ask({ ask: 'down', how: 'leave' });
    before.daemon.close();
  }
  const started = await startService(service, context.env);
  if (started.ok) {
    await context.print(`${service.name} is started, now and at each login. On a machine without logins: loginctl enable-linger\n`);
    return EXIT.done;
  }
  context.tell(`muster: the files are there, but the service could not be started: ${started.says.split('\n')[0] ?? ''}`);
  context.tell(`muster: in a login session: ${byHand(service)}; until then: muster up`);
  return EXIT.failed;
}

const byHand = ({ system, name, main }: ServiceFiles): string =>
  system === 'systemd'
    ? `systemctl --user daemon-reload && systemctl --user enable --now ${name}`
    : `launchctl bootstrap gui/$(id -u) ${main}`;

async function remove(service: ServiceFiles, context: Context): Promise<number> {
  const paths = new Set(service.files.flatMap((it) => (it.kind === 'file' ? [it.path] : [])));
  if (!(await exists(service.main))) {
    await context.print(`The service is not installed (${service.main} is not there).\n`);
    return EXIT.done;
  }
  await stopService(service, context.env);
  const { removed, left } = await removeWritten((it) => it.kind === 'folder' || (it.kind === 'file' && paths.has(it.path)), context.home);
  await context.print([...removed.map((it) => `removed ${it}\n`), ...left.map((it) => `left ${it}\n`)].join(''));
  return EXIT.done;
}

async function status(service: ServiceFiles, given: Arguments, context: Context): Promise<number> {
  const installed = await exists(service.main);
  const before = await writtenBefore(context.home);
  const asWritten = service.files.every(
    (it) => it.kind !== 'file' || before.some((one) => one.kind === 'file' && one.path === it.path && one.text === it.text),
  );
  const state = installed ? await serviceState(service, context.env) : undefined;
  const about = { installed, file: service.main, state: state ?? null, current: installed && asWritten };
  if (given.has('json')) await context.print(`${JSON.stringify(about, null, 1)}\n`);
  else if (!installed) await context.print('Not installed: muster service install\n');
  else {
    const stale = asWritten ? '' : 'Muster, Node or your PATH have changed since: muster service install\n';
    await context.print(`${service.main}: ${state ?? 'no service manager answers'}\n${stale}`);
  }
  return installed ? EXIT.done : EXIT.failed;
}
