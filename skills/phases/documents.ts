// Writes the documents of a run as canonical JSON, because a cached fold and a rebuilt one have their keys in different orders.

import { runSteps, type Steps } from '../../runtime/steps.ts';
import { prettySteps } from '../../runtime/text/pretty-json.ts';

export function* documentSteps(document: unknown): Steps<string> {
  return `${yield* prettySteps(document, 'canonical')}\n`;
}

export const documentText = (document: unknown): string => runSteps(documentSteps(document));
