// muster host: offers this machine's agents to a fleet.

import { MusterError } from '../../../../contracts/errors.ts';
import { onSignals } from '../../follow/signals.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const MOST_SEATS = 64;

export const command: Command = {
  usage: ['host  [--seats <n>] [--agents <name,…>]'],
  about: [
    'Offers seats on this machine to a fleet: leads on other machines place workers here and receive their output and results. Its',
    'home (MUSTER_HOME) needs `fleet` in config.yaml and must not be the home of a daemon. It stays in the foreground; Ctrl-C stops',
    'it, its workers keep running, and the next `muster host` takes them over. Agents are started by the definitions on this',
    'machine. See docs/fleet.md.',
  ].join('\n'),
  words: { least: 0, most: 0, names: '' },
  options: {
    seats: { kind: 'text', value: '<n>', says: 'workers at once (default: 4)' },
    agents: { kind: 'text', value: '<name,…>', says: 'only these agents (default: all that are installed)' },
  },
  examples: [['muster host --seats 8 --agents claude', 'offer eight seats for claude']],
  personOnly: true,
  async run(context, given) {
    const seats = Number(given.text('seats') ?? 4);
    if (!Number.isInteger(seats) || seats < 1 || seats > MOST_SEATS)
      throw new MusterError('usage', `--seats must be a number from 1 to ${MOST_SEATS}`, 'For example: --seats 4');
    const agents = (given.text('agents') ?? '').split(',').filter((it) => it !== '');
    const { serveAsHost } = await import('../../../fleet/host/serve.ts');
    const hosting = await serveAsHost({
      ...{ home: context.home, env: context.env, seats, agents },
      tell: (line) => void context.print(`${line}\n`),
    });
    const { host, agents: offered } = hosting.offered;
    const leaving = onSignals(context);
    await context.print(`Host ${host} offers ${seats} seats: ${offered.join(', ')}\n`);
    if (!leaving.signal.aborted) await new Promise((resolve) => leaving.signal.addEventListener('abort', resolve, { once: true }));
    await hosting.close();
    leaving.forget();
    return EXIT.done;
  },
};
