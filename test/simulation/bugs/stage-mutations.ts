// Bugs in the code that carries out a plan: stages, proofs, decisions about them, and their union.

import type { Mutation } from './mutations.ts';

const bug = (what: string, file: string, find: string, put: string): Mutation => ({ bug: what, file, find, put, shownBy: 'stages' });

const OF = 'skills/phases/execution';

export const STAGE_MUTATIONS: readonly Mutation[] = [
  bug(
    'a workplace is committed while its worker still lives',
    `${OF}/world.ts`,
    "return it?.ended != null && it.attempts.every(({ state }) => state === 'ended');",
    'return it?.ended != null;',
  ),
  bug(
    'tests that pass without the work prove it',
    'validators/proof/outcome.ts',
    "if (t === 'passes' && b === 'fails') return { kind: 'vacuous'",
    "if (t === 'passes' && b === 'fails' && h === 'passes') return { kind: 'proves', why: 'green' };\n  if (t === 'passes' && b === 'fails') return { kind: 'vacuous'",
  ),
  bug(
    'what is green before and after counts as proved',
    `${OF}/judge-stage.ts`,
    'if (!proves && !exempt) return',
    'if (!proves && !exempt && all.length > 99) return',
  ),
  bug(
    'a command that was run on the head has passed',
    'validators/proof/outcome.ts',
    "return ran.code === 0 ? 'passes' : 'fails';",
    "return ran.code === 0 || on === 'head' ? 'passes' : 'fails';",
  ),
  bug(
    'who changes what judges him is believed',
    `${OF}/judge-stage.ts`,
    'const touched = judges.filter((it) => !files.includes(it));',
    'const touched = judges.filter((it) => !files.includes(it) && it.length > 99);',
  ),
  bug(
    'files outside the stage are taken without a reason',
    `${OF}/judge-stage.ts`,
    "const unexplained = sealed.outside.filter((path) => scope === 'fence' || !amended.has(path));",
    "const unexplained = sealed.outside.filter((path) => scope === 'fence' && !amended.has(path));",
  ),
  bug('what was amended is not asked about', `${OF}/judge-stage.ts`, "...(scope === 'ask' ? amendments(sealed, proposal) : []),", ''),
  bug('a nested repository is no problem', `${OF}/judge-stage.ts`, '    ...sealed.problems,\n', ''),
  bug(
    'what a command came to once is taken for another tree',
    'daemon/effects/stages/prove-stage.ts',
    'known.find((it) => it.tree === commit.tree && it.argv',
    'known.find((it) => it.argv',
  ),
  bug(
    'the head is proved in the place of the base',
    'daemon/effects/stages/places.ts',
    'digestOf(`${run} ${checks} ${tree}`).slice(0, 12)',
    'digestOf(`${run} ${checks} ${tree === "head" ? "base" : tree}`).slice(0, 12)',
  ),
  bug(
    'a stage is begun without asking the house',
    'daemon/effects/stages/claim-stage.ts',
    'if (await house.reserve({ run, name, until, over })) return',
    'if (order.told === null || (await house.reserve({ run, name, until, over }))) return',
  ),
  bug(
    'nobody is asked about a stage that could not be tried',
    `${OF}/advance.ts`,
    "    case 'unproved':\n    case 'unavailable':\n    case 'interrupted':\n      return it.again",
    "    case 'unavailable':\n      return [];\n    case 'unproved':\n    case 'interrupted':\n      return it.again",
  ),
  bug(
    'what is left in a workplace goes with it',
    'daemon/effects/stages/clear-stages.ts',
    'if (head.tree === from.tree || known === head.tree)',
    'if (known !== head.tree)',
  ),
  bug(
    'a stage that is not done is put together with the others',
    `${OF}/life/stage-state.ts`,
    "state === 'verified' || state === 'accepted';",
    "state === 'verified' || state === 'accepted' || (state === 'unproved');",
  ),
  bug(
    'a stage is left out of what is put together',
    `${OF}/union/advance-union.ts`,
    "if (!whole?.proof) return [started(own, key, done, 'all')];",
    "if (!whole?.proof) return done.length > 1 && own.unions.length > 0 ? 'over' : [started(own, key, done.slice(0, 1), 'all')];",
  ),
  bug(
    'a union is made of the wrong heads',
    `${OF}/union/world-union.ts`,
    'return [{ stage: id, head: state.sealed.head.commit, validators }];',
    'return [{ stage: id, head: state.base?.commit ?? state.sealed.head.commit, validators }];',
  ),
  bug(
    'a union takes what a command came to on another tree',
    'daemon/effects/stages/prove-union.ts',
    'known.find((it) => it.tree === head.tree && it.argv',
    'known.find((it) => it.argv',
  ),
  bug(
    'stages that are green alone and red together are told as proved',
    `${OF}/union/judge-union.ts`,
    "return colours.includes('red') ? 'red'",
    "return colours.includes('red') && colours.length < 2 ? 'red'",
  ),
  bug(
    'a union is proved by the first of its stages only',
    'daemon/effects/stages/prove-union.ts',
    'const asked = parts.flatMap(',
    'const asked = parts.slice(0, 1).flatMap(',
  ),
  bug(
    'places of proofs stay when their run is over',
    'daemon/effects/stages/clear-stages.ts',
    'for (const name of proofs) await workspace.discard(',
    "for (const name of proofs.filter((it) => it === '')) await workspace.discard(",
  ),
  bug(
    'a commit is kept under the name of another attempt',
    'skills/phases/execution/names.ts',
    '`refs/runs/${run}/stages/${stage}.${attempt}`',
    '`refs/runs/${run}/stages/${stage}.${Math.min(attempt, 1)}`',
  ),
];
