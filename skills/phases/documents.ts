// Writes the documents of a run as canonical JSON, because a cached fold and a rebuilt one have their keys in different orders.

import { canonicalSteps } from '../../runtime/canonical.ts';
import { finish, type Steps } from '../../runtime/steps.ts';
import { prettySteps } from '../../runtime/text/pretty-json.ts';

export function* documentSteps(document: unknown): Steps<string> {
  return `${yield* prettySteps(JSON.parse(yield* canonicalSteps(document)))}\n`;
}

export const documentText = (document: unknown): string => finish(documentSteps(document));
