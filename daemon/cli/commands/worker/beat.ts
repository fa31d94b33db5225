// muster beat "<stage>": a worker's sign of life. Loads almost nothing, because it is called once a minute.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { cut } from '../../../../contracts/cut.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

const LONGEST = 200;

export const command: Command = {
  usage: ['beat "<what you are doing>"'],
  about: 'Appends a line to the heartbeat file of the dispatch (MUSTER_HEARTBEAT). Call it about once a minute.',
  words: { least: 1, most: 50, names: 'stage' },
  options: {},
  examples: [['muster beat "reading src/queue"', 'inside a run']],
  async run(context, given) {
    const path = context.env.MUSTER_HEARTBEAT;
    if (!path)
      throw new MusterError(
        'not-allowed-here',
        'MUSTER_HEARTBEAT is not set: this is not the environment of a worker',
        'Only workers send heartbeats.',
      );
    const said = given.words.join(' ').replace(/[\p{Cc}\s]+/gu, ' ');
    const stage = cut(said.trim(), LONGEST);
    if (stage === '') throw new MusterError('usage', 'a heartbeat must say what you are doing', 'muster beat "reading src/queue"');
    // The format of contracts/work/heartbeat.ts, repeated here because importing that would load a schema library.
    const line = `- PROGRESS: ${stage} ${new Date().toISOString()}\n`;
    await using file = await open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    await file.writeFile(line);
    return EXIT.done;
  },
};
