// The fixture of the tests of prompts: a project with prompts that is trusted, and writers.

import { join } from 'node:path';
import type { PromptRun } from '../../../contracts/make/prompt-run.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { promptRunsOf } from '../../../skills/phases/make/report/sentences.ts';
import { type CliFixture, openCliFixture, type Ran } from '../cli/cli-fixture.ts';
import { WORKERS } from '../daemon-fixture.ts';

export type MakeFixture = CliFixture & {
  yard: string;
  prompt(name: string, text: string): void;
  writer(name: string, ...drafts: string[]): string;
  trust(): Promise<void>;
  /** Makes a prompt and gives the run as `--json` prints it. */
  make(...words: string[]): Promise<{ ran: Ran; view: RunView; prompts: PromptRun[] }>;
};

export function openMakeFixture(): MakeFixture {
  const fixture = openCliFixture();
  fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\n');
  const yard = fixture.project('yard', { 'answer.mjs': 'export const answer = () => 42;\n', 'README.md': '# Yard\n\nIt is a yard.\n' });
  return {
    ...fixture,
    yard,
    prompt: (name, text) => fixture.write(join(yard, '.muster', 'prompts', `${name}.md`), text),
    /**
     * Returns the file that counts its drafts. The writer gets its path as an argument, because the file must not be part of the writer's
     * definition.
     */
    writer(name, ...drafts) {
      const counter = join(fixture.folder, `${name}.drafts`);
      const argv = JSON.stringify([process.execPath, join(WORKERS, 'writes.mjs'), `../../../../../${name}.drafts`, ...drafts]);
      fixture.write(
        join(fixture.home.agents, `${name}.md`),
        `---\nname: ${name}\ndescription: scripted\nprovider: command\nroles: [writer]\nargv: ${argv}\n---\n`,
      );
      return counter;
    },
    async trust() {
      const { code, err } = await fixture.muster(['trust', yard]);
      if (code !== 0) throw new Error(err);
    },
    async make(...words) {
      const ran = await fixture.muster(['make', ...words, '--json'], { cwd: yard });
      if (ran.out === '') throw new Error(`nothing was made: ${ran.err}`);
      const view = JSON.parse(ran.out) as RunView;
      return { ran, view, prompts: promptRunsOf(view) };
    },
  };
}
