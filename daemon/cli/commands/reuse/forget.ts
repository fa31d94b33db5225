// muster forget <run|key>: keeps earlier results from being used again.

import { MusterError } from '../../../../contracts/errors.ts';
import { runOf } from '../../../../contracts/ids.ts';
import { resultClaim } from '../../../../skills/reuse/claims.ts';
import { giveOrder } from '../../daemon/ask-daemon.ts';
import { mustHaveRecords } from '../../named/records.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['forget <run|key>'],
  about: 'Later runs no longer reuse the answers of its workers, or its report. The run itself stays. `muster reuse` shows the keys.',
  words: { least: 1, most: 1, names: 'run' },
  options: {},
  examples: [['muster forget r-k3f', 'the next run of the same task asks its workers again']],
  personOnly: true,
  async run(context, given) {
    const [wanted = ''] = given.words;
    await using records = await mustHaveRecords(context, /^[0-9a-f]{64}$/.test(wanted) ? '' : wanted);
    if (!/^[0-9a-f]{64}$/.test(wanted)) {
      const run = await records.named(wanted);
      await giveOrder(context, { kind: 'forget', run });
      await context.print(`Later runs no longer reuse the results of ${run}.\n`);
      return EXIT.done;
    }
    const kept = await records.ledger.claim(resultClaim(wanted));
    if (!kept) throw new MusterError('usage', `no result is stored under ${wanted.slice(0, 12)}…`, '`muster reuse <run>` shows keys.');
    const run = kept.owner.includes('.') ? runOf(kept.owner) : kept.owner;
    await giveOrder(context, { kind: 'forget', run, key: wanted });
    await context.print(`Later runs no longer reuse the result of ${kept.owner}.\n`);
    return EXIT.done;
  },
};
