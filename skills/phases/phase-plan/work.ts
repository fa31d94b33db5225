// What a planner of phases is asked for: a list of phases that could run. The kinds themselves say which of them may be proposed,
// and with which fields.

import * as z from '../../../contracts/schema.ts';
import { PhaseTemplate } from '../../../contracts/task/template.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { RESULT_HEAD } from '../../prompts/result-head.ts';
import { FINDERS } from '../fan-out/finders.ts';
import { blocks } from '../plan/text.ts';
import type { WorkKind } from '../work-kind.ts';

export const phasePlanning: WorkKind = {
  folder: 'phases/phase-plan',
  needs: () => ['hints'],
  ask(run, { convergence }) {
    const phases = run.phases.map(({ template, state: stands }) => ({ key: template.key, kind: template.kind, state: stands }));
    const roles = [...new Set(run.seats.map((it) => it.role))];
    const raised = run.raised.map(({ seat, finding: { title, severity, category } }) => `${severity} · ${category} · ${title} (${seat})`);
    const settled = convergence?.findings.map((it) => `${it.id} · ${it.severity} · ${it.state} · ${it.title}`);
    return {
      inputs: { skill: 'phases', phases, roles, skills: FINDERS },
      material: blocks('The findings so far', (settled ?? raised).join('\n') || 'Nothing.'),
    };
  },
  /** What proposed phases are checked against. */
  expects: (run) => ({
    taken: run.phases.map((it) => it.template.key),
    roles: [...new Set(run.seats.map((it) => it.role))],
    before: run.phases.filter((it) => it.state !== 'pending').map((it) => it.template),
    after: run.phases.filter((it) => it.state === 'pending').map((it) => it.template),
  }),
  proposes: true,
  accept({ dispatch, phase, seat }, { phases = [] }) {
    return [{ type: 'phases.proposed', payload: { phase, dispatch, seat, digest: digestOfJson(phases), phases } }];
  },
  output: {
    schema: RESULT_HEAD.extend({ phases: z.array(PhaseTemplate).max(20) }),
    example: {
      role: 'planner',
      status: 'done',
      summary: 'A second look at the errors, and one round of examination.',
      phases: [{ key: 'errors', kind: 'fan-out', role: 'analyser', skill: 'error-analysis' }],
    },
  },
};
