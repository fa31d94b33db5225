// Opens a page in the user's browser.

import { spawn } from 'node:child_process';
import { MusterError } from '../../../contracts/errors.ts';

export async function openPage(path: string, env: NodeJS.ProcessEnv): Promise<void> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [path], { detached: true, stdio: 'ignore', env });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
    child.once('error', (cause) =>
      reject(
        new MusterError('spawn-failed', `could not start ${program} to open ${path}`, 'Open that file in a browser yourself.', { cause }),
      ),
    );
  });
}
