// Absolute paths of evidence: many programs name files as they opened them, below their checkout. Such a path says for certain which
// file of the repository it is, also in a result of an earlier run that is reused.

import type { Evidence, NamedPlace } from '../../contracts/findings/finding.ts';

/** `…/runs/<run>/workplaces/<seat>/`, on any machine and in any home. */
const CHECKOUT = /^(?:\/|[A-Za-z]:\/).*?\/runs\/r-[a-z2-7]{6,26}\/workplaces\/[^/]+\/(?=[^/])/;

/** The path in the repository, if this is one below a checkout; any other path as it is. */
export const pathInCheckout = (path: string): string => path.replace(CHECKOUT, '');

export const placeInCheckout = <It extends NamedPlace>(it: It): It => ({ ...it, path: pathInCheckout(it.path) });

export const evidenceInCheckout = (evidence: readonly Evidence[]): Evidence[] =>
  evidence.map((it) => ({
    ...it,
    ...(it.path === undefined ? {} : { path: pathInCheckout(it.path) }),
    ...(it.searched === undefined ? {} : { searched: { ...it.searched, scope: pathInCheckout(it.searched.scope) } }),
  }));
