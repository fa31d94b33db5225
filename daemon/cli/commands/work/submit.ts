// muster submit <task|->: hands a task to the daemon and does not wait for it.

import { daemonFor } from '../../daemon/ask-daemon.ts';
import { type Accepted, readTaskText, submitTask } from '../../daemon/submit-task.ts';
import { type Command, JSON_OPTION } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['submit <task|->  [--json]'],
  about: 'Like dropping the file into the inbox, but it prints the run id.',
  words: { least: 1, most: 1, names: 'task' },
  options: JSON_OPTION,
  examples: [
    ['muster submit task.md', 'prints r-k3f7qa; `muster tail r-k3f7qa` follows it'],
    ['run=$(muster submit - < task.md)', 'keep the id for later'],
  ],
  personOnly: true,
  async run(context, given) {
    const { sent } = context;
    const task = sent?.goesOn ? undefined : await readTaskText(given.words[0] ?? '-', context);
    const daemon = await daemonFor(context);
    try {
      const accepted: Accepted = task ? await submitTask(task, 'submit', daemon, context) : { kind: 'accepted', run: sent?.run ?? '' };
      await context.print(given.has('json') ? `${JSON.stringify(accepted)}\n` : `${accepted.run}\n`);
      if (accepted.kind === 'joined') context.tell(`muster: ${accepted.run} has the same task and is still running; joined it`);
      return EXIT.done;
    } finally {
      daemon.close();
    }
  },
};
