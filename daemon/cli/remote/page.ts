// Opens the report of a run on another machine in a browser here: a single page that needs no other file.

import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { privateFolder, writeDurably } from '../../../runtime/files.ts';
import { openPage } from '../acts/open-page.ts';
import type { Context } from '../words/command.ts';
import { EXIT } from '../words/exit-code.ts';
import { currentProject } from './current-project.ts';
import { runIn } from './may-run-remotely.ts';
import type { RemoteCommand } from './remote-command.ts';
import { exchange } from './ssh-line.ts';

export async function openThere({ line, given, again }: RemoteCommand, context: Context): Promise<number> {
  const [run = 'latest'] = given.words;
  const argv = ['report', run, '--format', 'html'];
  const page = await exchange(line, { act: 'call', argv, project: await currentProject(context.cwd), plain: true }, again);
  if (page.length === 0) throw new MusterError('run-unknown', `${line.name} has no report of ${run}`, `muster --on ${line.name} runs`);
  const folder = join(context.home.root, 'pages');
  await privateFolder(folder);
  const path = join(folder, `${line.name}-${runIn(run) ?? 'latest'}.html`);
  await writeDurably(path, page);
  await openPage(path, context.env);
  await context.print(`${path}\n`);
  return EXIT.done;
}
