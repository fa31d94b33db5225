// Bugs in the code that keeps results and reuses them: keys, claims, and which results may be reused.

import type { Mutation } from './mutations.ts';

const bug = (what: string, file: string, find: string, put: string): Mutation => ({ bug: what, file, find, put, shownBy: 'repeated' });

const KEY = 'skills/reuse/dispatch-key.ts';
const SEEK = 'daemon/effects/reuse/seek-result.ts';

export const REUSE_MUTATIONS: readonly Mutation[] = [
  bug('two equal seats have one key', KEY, 'ordinal: String(ordinalOf(seat.name)),', "ordinal: '1',"),
  bug('what a worker is asked is not in its key', KEY, 'body: digestOf(body),', "body: '',"),
  bug('the files are not in the key', KEY, 'tree: base.tree,', "tree: '',"),
  bug(
    'an analysis that opened nothing is given to others',
    'skills/reuse/may-reuse.ts',
    'dispatch.inconclusive === null &&\n    !(attempt',
    '!(attempt',
  ),
  bug(
    'a result that turned out to be odd after it was kept is given to others',
    SEEK,
    "if (flagsOf(state, origin).length > 0) return { why: 'flagged', from };",
    '',
  ),
  bug(
    'what a person took out of use is given to others',
    'skills/reuse/claims.ts',
    "return event.payload.kept.map(({ key, owner }) => ({ kind: 'release', name: resultClaim(key), owner }));",
    'return [];',
  ),
  bug(
    'who works on a key is not written down, so that the next daemon starts another',
    SEEK,
    'return inVain(dispatch, sought, earlier, true);',
    'return inVain(dispatch, sought, earlier, false);',
  ),
];
