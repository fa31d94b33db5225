// The stages of an approved plan, carried out. This version does not do it: a run of such a template is refused before
// it begins, and a phase of this kind is skipped with the reason.

import { ended, type Phase, phase } from '../phase.ts';

export const execution: Phase = phase({
  kind: 'execution',
  template: {},
  makes: { artifact: 'stages', schema: 'carry@1' },
  role: () => 'executor',
  events: {},
  says: {},
  empty: null,
  evolve: (own) => own,
  works: {},
  advance: ({ key }) => [ended(key, 'skipped', 'this version does not carry out plans')],
});
