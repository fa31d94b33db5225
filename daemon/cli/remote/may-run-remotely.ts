// Which commands can be run on another machine with `--on`, and who may do so. Pure.

import { MusterError } from '../../../contracts/errors.ts';

/** `reads` changes nothing there; `starts` sends a checkout and starts work; `takes` brings work back; `decides` is for people only. */
export type Kind = 'reads' | 'starts' | 'takes' | 'decides';

export const OFFERED: Readonly<Record<string, Kind>> = {
  'run': 'starts',
  'review': 'starts',
  'submit': 'starts',
  'rerun': 'starts',
  'apply': 'takes',
  'branch': 'takes',
  'tail': 'reads',
  'wait': 'reads',
  'runs': 'reads',
  'ls': 'reads',
  'history': 'reads',
  'compare': 'reads',
  'reuse': 'reads',
  'show': 'reads',
  'report': 'reads',
  'open': 'reads',
  'findings': 'reads',
  'explain': 'reads',
  'logs': 'reads',
  'journal': 'reads',
  'verify': 'reads',
  'stats': 'reads',
  'approvals': 'reads',
  'status': 'reads',
  'doctor': 'reads',
  'agents': 'reads',
  'attach': 'decides',
  'approve': 'decides',
  'reject': 'decides',
  'request-changes': 'decides',
  'policy': 'decides',
  'pause': 'decides',
  'resume': 'decides',
  'abort': 'decides',
  'note': 'decides',
  'fork': 'decides',
  'forget': 'decides',
  'allow': 'decides',
  'up': 'decides',
  'down': 'decides',
};

export const kindOf = (command: string): Kind | undefined => (Object.hasOwn(OFFERED, command) ? OFFERED[command] : undefined);

/** Removes `--on` from a command line; it may come before or after the command, but not after `--`. */
export function machineAsked(words: readonly string[]): { on: string | undefined; args: string[] } {
  const named: string[] = [];
  const args: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      args.push(...words.slice(at));
      break;
    }
    if (word === '--on') {
      at += 1;
      named.push(words[at] ?? '');
    } else if (word.startsWith('--on=')) named.push(word.slice('--on='.length));
    else args.push(word);
  }
  const [on, twice] = named;
  if (on === '' || on?.startsWith('-'))
    throw new MusterError('usage', '--on needs a value: --on <machine>', '`muster remote list` lists the machines.');
  if (twice !== undefined) throw new MusterError('usage', '--on was given twice', 'A command runs on one machine.');
  return { on, args };
}

/** The run that an argument names: `r-k3f` of `r-k3f.F-001`. */
export const runIn = (word: string): string | undefined => /^(r-[a-z2-7]+)(?:\.|$)/.exec(word)?.[1];
