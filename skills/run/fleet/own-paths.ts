// An order of a lead, in the paths of the host that carries it out: what lies in the home of the lead lies at the same
// place in the host's.

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

/** Every path of the one home in a text; names that only begin alike are left alone. */
export function textInHome(text: string, before: string, now: string): string {
  return text.split(`${before}/`).join(`${now}/`);
}
