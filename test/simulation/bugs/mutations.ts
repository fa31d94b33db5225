// Bugs that somebody could write and that the simulation must find. Each replaces a text that must occur exactly once in its file,
// so the list cannot become outdated unnoticed.

import { REUSE_MUTATIONS } from './reuse-mutations.ts';
import { STAGE_MUTATIONS } from './stage-mutations.ts';

export type Mutation = {
  bug: string;
  file: string;
  find: string;
  put: string;
  /** Only found by runs that carry out a plan, by several runs with the same task, or by a fleet. */
  shownBy?: 'stages' | 'repeated' | 'fleet';
};

export const MUTATIONS: readonly Mutation[] = [
  ...STAGE_MUTATIONS,
  ...REUSE_MUTATIONS,
  {
    bug: 'a phase is not ended at its time limit',
    file: 'daemon/lead/advance/advance-overdue.ts',
    find: 'left === undefined || left > 0) return undefined;',
    put: 'left === undefined || left > -3_600_000) return undefined;',
  },
  {
    bug: 'the time limit of a phase is counted from the start of the run',
    file: 'skills/run/phase-limit.ts',
    find: '(workedFor(state, now) - phase.begunAfter)',
    put: 'workedFor(state, now)',
  },
  {
    bug: 'a copy of another finding counts as a second opinion',
    file: 'skills/phases/convergence/grouping/repeats.ts',
    find: '(others.length > 0 && isNoSecond(it, others, given) ? repeats : own).push(it);',
    put: '(others.length > 99 && isNoSecond(it, others, given) ? repeats : own).push(it);',
  },
  {
    bug: 'whoever agrees without a look confirms',
    file: 'skills/phases/convergence/voices/check-verdicts.ts',
    find: "(look === 'none' ? unlooked(convergence, ask.seat, given, brought) : undefined);",
    put: '(look === undefined ? unlooked(convergence, ask.seat, given, brought) : undefined);',
  },
  {
    bug: 'an analysis that opened nothing has a voice all the same',
    file: 'skills/phases/convergence/memory.ts',
    find: '.filter((it) => isAnalysis(it) && isConclusive(it))',
    put: '.filter((it) => isAnalysis(it) && it.accepted)',
  },
  {
    bug: 'a worker is ended without the last look at its result',
    file: 'daemon/effects/attempt/end-session.ts',
    find: "order.reason === 'done' ? undefined : await look();",
    put: "order.reason === 'budget' ? await look() : undefined;",
  },
  {
    bug: 'what a worker left behind when it was ended is thrown away',
    file: 'daemon/lead/run/decide-attempt.ts',
    find: "const accepted = judgement?.kind === 'answered' ? yield* accepting(state, dispatch, attempt, judgement, ['orphan']) : [];",
    put: 'const accepted: RunEvent[] = judgement ? [] : [];',
  },
  {
    bug: 'a dispatch that failed counts as DISAGREE',
    file: 'skills/phases/convergence/rounds/close.ts',
    find: "asks.push({ ...ask, outcome: 'failed',",
    put: `for (const finding of ask.findings) words.push({ finding, seat: ask.seat, round: ask.round, dispatch: ask.dispatch, verdict: 'DISAGREE', basis: 'no answer', evidence: [], checks: [] });
      asks.push({ ...ask, outcome: 'failed',`,
  },
  {
    bug: 'an event that follows another one than it did is read as if nothing had happened',
    file: 'runtime/ledger/digest.ts',
    find: "if (prev !== undefined && event.prev !== prev) return 'it does not follow the event before it';",
    put: '',
  },
  {
    bug: 'the text of an event is not compared with its digest',
    file: 'runtime/ledger/digest.ts',
    find: "if (own !== digest) return 'its text does not match its digest';",
    put: '',
  },
  {
    bug: 'an attempt starts beside what is left of the one before it',
    file: 'skills/dispatch/consequence.ts',
    find: "return next.kind === 'again' && !last.gone ? giveUp(last.reason) : next;",
    put: 'return next;',
  },
  {
    bug: 'a result counts without the word of its prompt',
    file: 'validators/result/read-result.ts',
    find: "if (typeof nonce === 'string' && nonce !== expected.nonce)\n",
    put: "if (typeof nonce === 'string' && nonce === '')\n",
  },
  {
    bug: 'a result counts for a dispatch that it does not name',
    file: 'validators/result/read-result.ts',
    find: "if (typeof dispatch === 'string' && dispatch !== expected.dispatch)\n",
    put: "if (typeof dispatch === 'string' && dispatch === '')\n",
  },
  {
    bug: 'the answer to a question is forgotten',
    file: 'skills/run/gates/evolve-gates.ts',
    find: '{ ...it, answer, comment, by: actor, answeredAt: at }',
    put: '{ ...it, answer: it.answer ?? (answer.length > 99 ? answer : null), comment, by: actor, answeredAt: at }',
  },
  {
    bug: 'a question is answered by somebody who saw something else',
    file: 'daemon/lead/run/decide-answer.ts',
    find: 'if (gate.shown !== command.shown)',
    put: "if (gate.shown === '')",
  },
  {
    bug: 'a report is composed twice',
    file: 'daemon/lead/run/evolve-run.ts',
    find: "    case 'report.completed':\n      return { ...state, report: event.payload };",
    put: "    case 'report.completed':\n      return state;",
  },
  {
    bug: 'who disagrees is not counted',
    file: 'skills/phases/convergence/voices/tally.ts',
    find: "const opposing = seats.filter(({ stance }) => stance === 'opposes');",
    put: "const opposing = seats.filter(({ stance }) => stance === 'opposes').slice(99);",
  },
  {
    bug: 'the seats of one model are counted as several voices',
    file: 'skills/phases/convergence/voices/voice-name.ts',
    find: '`model of ${provider}`',
    put: '`model of ${agent}`',
  },
  {
    bug: 'a pause never ends',
    file: 'daemon/lead/advance/advance-run.ts',
    find: 'if (!state.paused || at < state.paused.expiresAt) return undefined;',
    put: 'if (!state.paused || at > 0) return undefined;',
  },
  {
    bug: 'nobody wakes up when a pause ends',
    file: 'daemon/lead/run/next-run.ts',
    find: 'if (state.paused) at.push(state.paused.expiresAt);',
    put: '',
  },
  {
    bug: 'work begins while the run is paused',
    file: 'daemon/lead/advance/advance-dispatch.ts',
    find: 'const mayStart = !paused && !held &&',
    put: 'const mayStart = !held &&',
  },
  {
    bug: 'a worker starts at a provider that rests',
    file: 'daemon/effects/house/quota.ts',
    find: 'const held = house.state().held[provider];',
    put: 'const held = house.state().held[`${provider} of nobody`];',
  },
  {
    bug: 'another start after a rest counts as another try',
    file: 'skills/dispatch/consequence.ts',
    find: "it.kind === 'redispatch' && !wasHeld(past, i)",
    put: "it.kind === 'redispatch' && i >= 0",
  },
  {
    bug: 'a finding is settled twice',
    file: 'skills/phases/convergence/advance.ts',
    find: '...clear.map((it) => settled(phase, it, round))',
    put: '...[...clear, ...clear].map((it) => settled(phase, it, round))',
  },
  {
    bug: 'the deadline comes ten times too late',
    file: 'daemon/lead/advance/advance-run.ts',
    find: 'if (workedFor(state, at) < deadline) return undefined;',
    put: 'if (workedFor(state, at) < 10 * deadline) return undefined;',
  },
  {
    bug: 'time in which nobody led the run counts as work',
    file: 'daemon/lead/run/decide-run.ts',
    find: "return input.alone < LED_WITHIN ? [] : jumped(state, input.alone, 'no-lead');",
    put: 'return [];',
  },
  {
    bug: 'a sleep while the ledger refused is not heard of',
    file: 'daemon/lead/keep-state.ts',
    find: 'for (let by = drift(); by !== 0; by = drift()) await',
    put: 'const by = drift();\n    if (by !== 0) await',
  },
  {
    bug: 'what comes in the breath in which a loop falls idle wakes nobody',
    file: 'daemon/lead/loop.ts',
    find: '    } finally {\n      busy = undefined;',
    put: '    } finally {\n      for (let breath = 0; breath < 4; breath++) await Promise.resolve();\n      busy = undefined;',
  },
  {
    bug: 'what others have reserved is not counted',
    file: 'skills/dispatch/budget.ts',
    find: 'const left = 1 - used - reserved;',
    put: 'const left = 1 - used - 0 * reserved;',
  },
  {
    bug: 'a worker that only computes is ended for silence',
    file: 'skills/dispatch/silence.ts',
    find: 'if (deadFor >= limits.quiet)',
    put: 'if (quietFor >= limits.quiet)',
  },
  {
    bug: 'a finding is lost on the way from the result to the journal',
    file: 'skills/phases/accepted-result.ts',
    find: '  mapSteps(findings, (written) => {',
    put: '  mapSteps(findings.slice(0, 4), (written) => {',
  },
  {
    bug: 'a run that has ended keeps its place',
    file: 'daemon/lead/house/decide-house.ts',
    find: "{ type: 'admission.left', payload: { run: observation.run } },",
    put: '',
  },
];
