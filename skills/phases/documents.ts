// How a document of a run is written: in the order of canonical JSON, because a fold that was kept and one rebuilt hold
// their keys in different orders.

import { canonicalJson } from '../../runtime/canonical.ts';

export const documentText = (document: unknown): string => `${JSON.stringify(JSON.parse(canonicalJson(document)), null, 1)}\n`;
