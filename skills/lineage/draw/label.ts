// The name of a node as one short line: names come from files and workers, and say nothing to a drawing.

import { cut, oneLine } from '../../telling/plain-text.ts';

const LONGEST = 70;

export const labelOf = (name: string): string => cut(oneLine(name).replace(/\b([0-9a-f]{12})[0-9a-f]{28,52}\b/g, '$1'), LONGEST);
