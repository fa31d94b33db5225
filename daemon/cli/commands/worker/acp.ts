// muster acp -- <program> [argument]…: runs a program that speaks the Agent Client Protocol as a worker.

import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { acpTaskOf } from '../../../../agents/acp/acp-task.ts';
import { converse } from '../../../../agents/acp/converse.ts';
import { MusterError } from '../../../../contracts/errors.ts';
import type { Command } from '../../words/command.ts';
import { EXIT } from '../../words/exit-code.ts';

export const command: Command = {
  usage: ['acp -- <program> [argument]…'],
  about: [
    'For the `argv` of an agent definition: passes the prompt to a program that speaks the Agent Client Protocol on',
    'standard input and output, and answers its permission requests. The program may write in its result folder and read',
    'its checkout. If it carries out a stage, it may also change the files of the stage and use its tool profile; all else is',
    'refused. What it reads and searches is printed as MUSTER-LOOKED, and its usage at the end as MUSTER-USAGE, which the',
    'provider `command` reads.',
  ].join('\n'),
  words: { least: 1, most: 50, names: 'program' },
  options: {},
  examples: [['muster acp -- opencode acp', 'in a definition: argv: [muster, acp, --, opencode, acp]']],
  async run({ env, cwd, print, tell }, given) {
    const { MUSTER_PROMPT: prompt, MUSTER_RESULT: result } = env;
    if (!prompt || !result)
      throw new MusterError(
        'not-allowed-here',
        'MUSTER_PROMPT is not set: this is not the environment of a worker',
        'Use this command in the `argv` of an agent definition.',
      );
    const own = dirname(result);
    const text = await readFile(prompt, 'utf8');
    // Until a tool call does not say what it looked at, every look is reported, so no looks means none.
    await print('MUSTER-LOOKS all\n');
    let told = true;
    const end = await converse({
      argv: given.words,
      env,
      cwd: own,
      folders: { own, checkout: cwd, prompt },
      errand: acpTaskOf(text),
      prompt: text,
      say: (line) => void print(`${line}\n`),
      looked: (look) => void print(`MUSTER-LOOKED ${JSON.stringify(look)}\n`),
      unclear() {
        if (told) void print('MUSTER-LOOKS some\n');
        told = false;
      },
    });
    if (end.kind === 'failed') {
      if (/\b429\b|rate.?limit|quota|usage limit/i.test(end.message)) await print('MUSTER-QUOTA\n');
      tell(`muster: ${given.words[0]} failed: ${end.message}`);
      return EXIT.failed;
    }
    const { inputTokens, outputTokens, cachedReadTokens } = end.usage ?? {};
    if (inputTokens !== undefined && outputTokens !== undefined) {
      const cached = cachedReadTokens ?? 0;
      await print(`MUSTER-USAGE ${JSON.stringify({ input: inputTokens + cached, output: outputTokens, cached })}\n`);
    }
    await print(`stopped: ${end.reason}\n`);
    return end.reason === 'end_turn' ? EXIT.done : EXIT.failed;
  },
};
