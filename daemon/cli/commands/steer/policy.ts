// muster policy <run> <stage> <action>: decides about a stage that does not go on by itself.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { MusterError } from '../../../../contracts/errors.ts';
import { PolicyAction } from '../../../../contracts/plan/policy.ts';
import { nearest } from '../../../../runtime/text/nearest.ts';
import { plainIssue, writtenAt } from '../../../../runtime/text/plain-issue.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Arguments, Command, Context } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const ACTIONS = ['retry', 'decompose', 'change-agent', 'change-validator', 'amend-scope', 'skip', 'abort', 'escalate'] as const;

export const command: Command = {
  usage: [
    'policy <run> <stage> retry',
    'policy <run> <stage> decompose  --stages <file>',
    'policy <run> <stage> change-agent  --to <seat>',
    'policy <run> <stage> change-validator  --to <file> [--nth <n>]',
    'policy <run> <stage> amend-scope  --files <glob>… -m <reason>',
    'policy <run> <stage> skip  -m <reason> [--dependents go-on|skip]',
    'policy <run> <stage> abort  -m <reason>',
    'policy <run> <stage> escalate  -m <reason>',
  ],
  about: [
    'Decides what happens with a stage of a plan that was not begun, was rejected or interrupted, could not be tried, or has',
    'nothing that proves it. If a question about the stage is open, this answers it. An action that lacks what it needs is refused,',
    'and nothing changes. Only a person can decide.',
  ].join('\n'),
  words: { least: 3, most: 3, names: `run stage ${ACTIONS.join('|')}` },
  options: {
    stages: { kind: 'text', value: '<file>', says: 'the parts of the stage: a list of stages as in a plan, YAML or JSON' },
    to: {
      kind: 'text',
      value: '<seat or file>',
      says: 'the executor that tries it; or a file with the validator, and `argv` if its command is new',
    },
    nth: { kind: 'text', value: '<n>', says: 'which validator of the stage (default: the first)' },
    files: { kind: 'list', value: '<glob>', says: 'files that it may change, too' },
    dependents: { kind: 'text', value: 'go-on|skip', says: 'whether stages that depend on it are begun without it (default: skip)' },
    message: { kind: 'text', short: 'm', value: '<reason>', says: 'why, for the report' },
  },
  examples: [
    ['muster policy r-k3f parse retry', 'another attempt, with every reason so far in its prompt'],
    [
      'muster policy r-k3f parse change-validator --to test.yaml',
      'judged by what the file says: `{ kind: test-pass, command: unit, argv: [npm, test] }`',
    ],
    ['muster policy r-k3f parse skip -m "done by hand" --dependents go-on', 'the plan goes on without it'],
  ],
  personOnly: true,
  async run(context, given) {
    const [wanted = '', stage = '', word = ''] = given.words;
    const action = await actionOf(word, given, context);
    await using records = await mustHaveRecords(context, wanted);
    const run = await records.named(wanted);
    await giveOrder(context, { kind: 'policy', run, stage, action });
    await context.print(`${run}, ${stage}: ${word}. To follow: muster tail ${run}\n`);
    return EXIT.done;
  },
};

async function actionOf(word: string, given: Arguments, context: Context): Promise<PolicyAction> {
  const reason = given.text('message')?.trim();
  const file = async (option: string) => parse(await textOf(mustHave(given.text(option), word, `--${option}`), context)) as unknown;
  switch (word) {
    case 'retry':
      return { do: 'retry' };
    case 'decompose':
      return read({ do: word, stages: await file('stages') });
    case 'change-agent':
      return read({ do: word, seat: mustHave(given.text('to'), word, '--to') });
    case 'change-validator': {
      const { argv, ...to } = { ...((await file('to')) as object) } as { argv?: unknown };
      return read({ do: word, nth: Number(given.text('nth') ?? 1), to, ...(argv === undefined ? {} : { argv }) });
    }
    case 'amend-scope':
      return read({ do: word, files: given.list('files'), reason: mustHave(reason, word, '-m') });
    case 'skip':
      return read({ do: word, reason: mustHave(reason, word, '-m'), dependents: given.text('dependents') ?? 'skip' });
    case 'abort':
    case 'escalate':
      return read({ do: word, reason: mustHave(reason, word, '-m') });
    default: {
      const right = nearest(word, ACTIONS);
      throw new MusterError(
        'usage',
        `unknown action \`${word}\`${right ? `; did you mean \`${right}\`?` : ''}`,
        `The actions are ${ACTIONS.join(', ')}.`,
      );
    }
  }
}

function read(it: unknown): PolicyAction {
  const action = PolicyAction.safeParse(it);
  if (action.success) return action.data;
  const [first] = action.error.issues;
  throw new MusterError(
    'usage',
    first === undefined
      ? 'the action is not complete'
      : `\`${first.path.join('.')}\`: ${plainIssue(first, writtenAt(it, first.path.map(String)))}`,
    'See `muster help policy`; the form of a stage: muster schema plan',
  );
}

function mustHave(value: string | undefined, word: string, option: string): string {
  if (value !== undefined && value !== '') return value;
  throw new MusterError('usage', `${word} needs ${option}`, 'See `muster help policy`.');
}

async function textOf(path: string, { cwd }: Context): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), 'utf8');
  } catch (cause) {
    throw new MusterError('usage', `${path} cannot be read`, 'Name a YAML or JSON file.', { cause });
  }
}
