// muster attach <worker>: shows a worker's terminal, live.

import { MusterError } from '../../../../contracts/errors.ts';
import type { SessionEnd } from '../../../../contracts/work/session.ts';
import { attachSession } from '../../../../runtime/sessions/client/attach.ts';
import { onSignals } from '../../follow/signals.ts';
import { openTerminal } from '../../follow/terminal.ts';
import { findWorker, notStarted } from '../../named/find-worker.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords } from '../../named/records.ts';
import { hostedHere, mustHaveTerminal } from '../../remote/hosted.ts';
import type { Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

/** Ctrl-], as in telnet: hardly any program uses it. */
const DETACH = 0x1d;
const CTRL_C = 0x03;

export const command: Command = {
  usage: ['attach <worker>  [--write]'],
  about: [
    'Shows the terminal of a worker: its recent output, then new output as it comes. Watching does not slow the worker.',
    'Ctrl-] detaches (without --write, Ctrl-C does too); the worker keeps running. With --write, what you type goes to the',
    'worker, and its terminal takes the size of yours.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'worker' },
  options: { write: { kind: 'flag', short: 'w', says: 'send what you type to the worker' } },
  examples: [
    ['muster attach claude', 'watch it work'],
    ['muster attach r-k3f.d3 --write', 'answer a question it asks'],
  ],
  personOnly: true,
  async run(context, given) {
    const [wanted = ''] = given.words;
    const write = given.has('write');
    const { key, seat, chosen } = (await hostedHere(wanted, context.home)) ?? (await workerOf(wanted, context));
    if (write && process.stdin.isTTY !== true)
      throw new MusterError('usage', '--write needs a terminal to type in', 'Leave it out to only watch.');

    const size = { cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 };
    const attached = await attachSession(context.home.root, key, {
      write,
      cols: bounded(size.cols, 20, 500),
      rows: bounded(size.rows, 5, 200),
    });
    const where = chosen ? ', in the newest run of this project that has it' : '';
    context.tell(`muster: attached to ${key} (${seat})${where}${write ? '' : ', read-only'}; Ctrl-] detaches`);
    const leaving = onSignals(context);
    const terminal = openTerminal(process, leaving.signal);
    const left = new Promise<'left'>((resolve) => {
      leaving.signal.addEventListener('abort', () => resolve('left'), { once: true });
      terminal.onTyped((bytes) => {
        const stop = bytes.findIndex((it) => it === DETACH || (!write && it === CTRL_C));
        if (write) attached.write(stop < 0 ? bytes : bytes.subarray(0, stop));
        if (stop >= 0) resolve('left');
      });
    });
    if (write) {
      terminal.onResize(() => {
        const now = terminal.size();
        if (now) attached.resize(now.cols, now.rows);
      });
    }
    attached.onOutput(async (bytes, missed) => {
      if (missed > 0) await terminal.show(Buffer.from(`\r\n[muster: ${missed} bytes were skipped here]\r\n`));
      await terminal.show(bytes);
    });
    const end = await Promise.race([left, attached.ended]);
    terminal.close();
    attached.close();
    leaving.forget();
    if (!context.unheard.aborted) context.tell(`muster: ${farewell(end, key)}`);
    return leaving.signal.aborted && !context.unheard.aborted ? leaving.code() : EXIT.done;
  },
};

async function workerOf(wanted: string, context: Context): Promise<{ key: string; seat: string; chosen: boolean }> {
  await using records = await mustHaveRecords(context, wanted);
  const worker = await findWorker(wanted, { records, project: await projectFolder('.', context.cwd) });
  const { dispatch, attempt, chosen } = worker;
  if (!attempt || attempt.state === 'starting') throw notStarted(dispatch);
  await mustHaveTerminal(worker, context.home);
  return { key: `${dispatch.id}.${attempt.attempt}`, seat: dispatch.seat, chosen };
}

function farewell(end: 'left' | SessionEnd | null, key: string): string {
  if (end === 'left') return `detached; ${key} keeps running`;
  if (end === null) return `the session host is gone; \`muster explain ${key.replace(/\.\d+$/, '')}\` shows what happened to ${key}`;
  return `${key} has ended: ${end.by}, ${end.signal ?? `code ${end.code ?? 'unknown'}`}`;
}

const bounded = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
