// muster ui: serves the page in the browser.

import { MusterError } from '../../../../contracts/errors.ts';
import { count } from '../../../../skills/wording/numbers.ts';
import { devices, newCode, revoke } from '../../../ui/devices.ts';
import { addressOf, privateAddresses } from '../../../ui/reachable.ts';
import { runningServer } from '../../../ui/running.ts';
import { openPage } from '../../acts/open-page.ts';
import { onSignals } from '../../follow/signals.ts';
import type { Arguments, Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: [
    'ui  [--no-open] [--port <n>]',
    'ui --phone  --listen <address> --cert <file> --key <file>',
    'ui --devices',
    'ui --revoke <device>',
  ],
  about: [
    'Serves a page on this machine and opens it: what waits for you, runs in progress, their findings, plans and changes. It can do',
    'what the command line can, and runs until Ctrl-C; the daemon and the runs do not depend on it. The printed link works once,',
    'within ten minutes; a second `muster ui` prints another one for the running server. --phone prints one as a QR code, for an',
    'address in a private network; beyond this machine it needs a certificate of yours.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    'no-open': { kind: 'flag', says: 'print the link and open no browser' },
    'port': { kind: 'text', value: '<n>', says: 'the port (default: the last one, or a free one)' },
    'phone': { kind: 'flag', says: 'print a QR code and open no browser' },
    'listen': { kind: 'text', value: '<address>', says: 'an address of this machine in a private network, or a name for it' },
    'cert': { kind: 'text', value: '<file>', says: 'the certificate for TLS, in PEM' },
    'key': { kind: 'text', value: '<file>', says: 'its private key' },
    'devices': { kind: 'flag', says: 'list the browsers that have a token' },
    'revoke': { kind: 'text', value: '<device>', says: 'revoke the token of one' },
  },
  examples: [
    ['muster ui', 'open the page in your browser'],
    ['muster ui --no-open --port 4700', 'print the link only, on a port of your choice'],
    ['muster ui --devices', 'who has access'],
  ],
  personOnly: true,
  async run(context, given) {
    const folder = context.home.page;
    if (given.has('devices')) return list(context);
    const gone = given.text('revoke');
    if (gone !== undefined) {
      if (!(await revoke(folder, gone))) throw new MusterError('usage', `no device ${gone}`, '`muster ui --devices` lists them.');
      await context.print(`${gone} no longer has access.\n`);
      return EXIT.done;
    }
    const there = await runningServer(folder);
    return there ? tellOfOther(there.origin, given, context) : serve(given, context);
  },
};

async function serve(given: Arguments, context: Context): Promise<number> {
  const wanted = await wantedOf(given);
  const { servePage } = await import('../../../ui/serve.ts');
  const leaving = onSignals(context);
  const serving = await servePage(wanted, context);
  if ('there' in serving) {
    leaving.forget();
    return tellOfOther(serving.there, given, context);
  }
  try {
    await tellLink(serving.origin, given, context);
    context.tell('muster: serving until Ctrl-C; runs do not need it');
    if (!leaving.signal.aborted)
      await new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    leaving.forget();
    await serving.close();
  }
  return EXIT.done;
}

/** Prints a link to the server that is already running, unless another address was asked for. */
async function tellOfOther(origin: string, given: Arguments, context: Context): Promise<number> {
  const listen = given.text('listen');
  if (listen !== undefined && listen !== new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1'))
    throw new MusterError(
      'usage',
      `the page is already served at ${origin}, not at ${listen}`,
      'End that server first (Ctrl-C), then start it here.',
    );
  await tellLink(origin, given, context);
  return EXIT.done;
}

async function wantedOf(given: Arguments) {
  const [cert, key, listen, asked] = [given.text('cert'), given.text('key'), given.text('listen'), given.text('port')];
  if ((cert === undefined) !== (key === undefined)) throw new MusterError('usage', '--cert and --key belong together', 'Give both.');
  if (asked !== undefined && !(/^[1-9]\d{0,4}$/.test(asked) && Number(asked) < 65_536))
    throw new MusterError('usage', `--port must be a number up to 65535, not \`${asked}\``, 'For example: muster ui --port 4700');
  if (given.has('phone') && listen === undefined) {
    const own = privateAddresses();
    throw new MusterError(
      'usage',
      '--phone needs --listen: an address that the phone can reach',
      own.length === 0 ? 'This machine is in no private network.' : `For example: --listen ${own[0]}`,
    );
  }
  const host = listen ?? '127.0.0.1';
  const tls = cert === undefined || key === undefined ? undefined : { cert, key };
  return { host, address: await addressOf(host, tls !== undefined), port: asked === undefined ? undefined : Number(asked), tls };
}

/** The code is after the `#`, which a browser never sends. */
async function tellLink(origin: string, given: Arguments, context: Context): Promise<void> {
  const link = `${origin}/#code=${await newCode(context.home.page)}`;
  if (given.has('phone')) {
    const { renderUnicodeCompact } = await import('uqr');
    await context.print(`${renderUnicodeCompact(link, { border: 2 })}\n`);
  }
  await context.print(`${link}\n`);
  if (given.has('no-open') || given.has('phone')) return;
  await openPage(link, context.env).catch((error: unknown) => {
    if (!(error instanceof MusterError)) throw error;
    context.tell(`muster: ${error.message}; open the link in a browser yourself`);
  });
}

async function list(context: Context): Promise<number> {
  const all = (await runningServer(context.home.page)) ? await devices(context.home.page) : [];
  await context.print(
    all.length === 0
      ? 'No device has access.\n'
      : `${all.map(({ id, name, since }) => `${id}  ${since.slice(0, 16).replace('T', ' ')} UTC  ${name}`).join('\n')}\n${count(all.length, 'device')}. To take one away: muster ui --revoke <device>\n`,
  );
  return EXIT.done;
}
