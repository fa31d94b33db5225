// The name of a node as one short line. Names come from files and workers, so they must not contain anything that a drawing would
// interpret.

import { cut, oneLine } from '../../wording/plain-text.ts';

const LONGEST = 70;

export const labelOf = (name: string): string => cut(oneLine(name).replace(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, '$1'), LONGEST);
