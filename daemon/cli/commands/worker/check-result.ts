// muster check-result <file>: a worker tests its own answer before it renames it to the result path.

import { resolve } from 'node:path';
import { MusterError } from '../../../../contracts/errors.ts';
import { RESULT_CAP, type Result } from '../../../../contracts/work/result.ts';
import { readBounded } from '../../../../runtime/files.ts';
import { checkBytes, type ExpectedDispatch } from '../../acts/check-bytes.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['check-result <file>'],
  about: [
    'Checks what the daemon will check: size, kind of file, JSON, schema, unique ids, the dispatch (MUSTER_DISPATCH), and the rules',
    'of a plan if there is one, but not which requirements the plan must cover or which commands the project has. Outside the',
    'environment of a worker it cannot check the dispatch, the nonce and the role; the evidence is checked later.',
  ].join('\n'),
  words: { least: 1, most: 1, names: 'file' },
  options: {},
  examples: [['muster check-result "$MUSTER_RESULT.draft"', 'exit code 0: valid; 1: not valid, with the reasons']],
  async run(context, given) {
    const path = resolve(context.cwd, given.words[0] ?? '');
    const bytes = await bytesOf(path);
    const { MUSTER_DISPATCH: session, MUSTER_RESULT_NONCE: nonce, MUSTER_RESULT_ROLE: role } = context.env;
    const known = { nonce, role, dispatch: session?.replace(/\.\d+$/, '') };
    const checked = checkBytes(bytes, known);
    switch (checked.kind) {
      case 'valid':
        await context.print(`${path} is valid: ${contents(checked.result)}\n${whatWasChecked(known)}\n`);
        return EXIT.done;
      case 'incomplete':
        await context.print(`${path} is incomplete: ${checked.why}\n`);
        return EXIT.failed;
      case 'wrong-dispatch':
        await context.print(`${path} is a result for ${checked.found}\n`);
        return EXIT.failed;
      case 'invalid':
        await context.print(`${path} is not valid:\n${checked.errors.map((it) => `  ${it.at}: ${it.says}\n`).join('')}`);
        return EXIT.failed;
    }
  },
};

async function bytesOf(path: string): Promise<Buffer> {
  const read = await readBounded(path, RESULT_CAP);
  if (read.kind === 'read') return read.bytes;
  const why =
    read.kind === 'absent'
      ? 'does not exist'
      : { 'symbolic-link': 'is a symbolic link', 'not-a-file': 'is not a regular file', 'too-large': `is larger than ${RESULT_CAP} bytes` }[
          read.why
        ];
  throw new MusterError('command-refused', `${path} ${why}`, 'A result is a regular file with one JSON object.');
}

function contents({ findings, verdicts, narrative, plan, status }: Result): string {
  const planned = plan === undefined ? '' : `, a plan of ${plan.stages.length} ${plan.stages.length === 1 ? 'stage' : 'stages'}`;
  return `status ${status}, ${findings.length} findings, ${verdicts.length} verdicts, ${narrative.length} blocks of narrative${planned}`;
}

/** What was checked, and what could not be without the environment of a worker. */
function whatWasChecked(known: ExpectedDispatch): string {
  const all = Object.entries(known);
  const told = all.flatMap(([name, value]) => (value === undefined ? [] : [name === 'dispatch' ? `dispatch ${value}` : name]));
  const untold = all.flatMap(([name, value]) => (value === undefined ? [name] : []));
  return `Checked: ${['size, kind, JSON, schema, unique ids', ...told].join(', ')}. Not checked: ${[...untold, 'evidence'].join(', ')}.`;
}
