// Translates an order of a lead into the paths of the host: what is in the lead's home is at the same place in the host's.

import type { HostOrder } from '../../../contracts/work/hosted.ts';
import { inHome } from './lead-taken.ts';

export function inOwnPaths(order: HostOrder, home: string): HostOrder {
  const own = (path: string): string => inHome(path, order.home, home);
  return {
    ...order,
    workplace: order.workplace === null ? null : own(order.workplace),
    base: order.base && { ...order.base, gitDir: own(order.base.gitDir) },
    prompt: { ...order.prompt, path: own(order.prompt.path) },
  };
}

/** Replaces all paths in the one home; names that only start alike are left alone. */
export function textInHome(text: string, before: string, now: string): string {
  return text.split(`${before}/`).join(`${now}/`);
}
