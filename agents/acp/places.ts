// Resolves a path that a program asks for, following all links.

import { isAbsolute, relative, resolve, sep } from 'node:path';
import { confine } from '../../runtime/files.ts';
import type { RequestedPlace } from './permission.ts';

export type Folders = {
  /** Its own folder and working directory: relative paths start here. */
  own: string;
  checkout: string;
  /** The path of its prompt, which is elsewhere and may be read. */
  prompt: string;
};

export async function placeOf(path: string, { own, checkout, prompt }: Folders): Promise<RequestedPlace> {
  // `..` after a link leads elsewhere than the text suggests; `~` and `file:` are expanded by others.
  if (path.split(/[/\\]/).includes('..') || /^(~|[a-z][a-z0-9+.-]+:)/i.test(path)) return { path, in: 'elsewhere' };
  const whole = isAbsolute(path) ? path : resolve(own, path);
  if (resolve(whole) === resolve(prompt)) return { path, in: 'prompt' };
  const within = async (folder: string) => {
    try {
      return relative(await confine(folder, folder), await confine(whole, folder));
    } catch {
      // It leads out, or cannot be examined: both are reasons to refuse.
      return undefined;
    }
  };
  if ((await within(own)) !== undefined) return { path, in: 'own' };
  const inCheckout = await within(checkout);
  return inCheckout === undefined ? { path, in: 'elsewhere' } : { path, in: 'checkout', as: inCheckout.split(sep).join('/') };
}
