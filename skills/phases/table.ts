// The table of all kinds of phases. The rest of the code asks this table and knows none of them by name.

import { MusterError } from '../../contracts/errors.ts';
import * as z from '../../contracts/schema.ts';
import { EVERY_PHASE, Expected, MOST_PHASES, type PhaseTemplate, TemplateFile } from '../../contracts/task/template.ts';
import { wholeList } from '../../contracts/text.ts';
import { convergence } from './convergence/phase.ts';
import { critic } from './critic/phase.ts';
import { execution } from './execution/phase.ts';
import { fanOut } from './fan-out/phase.ts';
import { make } from './make/phase.ts';
import type { Phase } from './phase.ts';
import { phasePlan } from './phase-plan/phase.ts';
import { plan } from './plan/phase.ts';
import type { Presentation, SectionPlace } from './presentation.ts';
import { verdict } from './verdict/phase.ts';

export const PHASES: readonly Phase[] = [fanOut, convergence, critic, plan, phasePlan, verdict, execution, make];

const byKind = new Map(PHASES.map((it) => [it.kind, it]));
const byEvent = new Map(PHASES.flatMap((it) => Object.keys(it.events).map((type) => [type, it] as const)));

export const isPhaseKind = (kind: string): boolean => byKind.has(kind);

export function phaseOf({ kind, key }: Pick<PhaseTemplate, 'kind' | 'key'>): Phase {
  const found = byKind.get(kind);
  if (!found)
    throw new MusterError(
      'template-invalid',
      `phase \`${key}\`: unknown kind of phase \`${kind}\``,
      `The kinds are: ${PHASES.map((it) => it.kind).join(', ')}.`,
    );
  return found;
}

/** The kind that an event belongs to; undefined for events of every run. */
export const phaseOfEvent = (type: string): Phase | undefined => byEvent.get(type);

/** What the kinds show at these places of a report or a screen, in the order of the places. */
export const presentationsAt = (places: readonly SectionPlace[]): Presentation[] =>
  places.flatMap((place) => PHASES.flatMap(({ shown }) => (shown?.place === place ? [shown] : [])));

const [first = 'findings@1', ...others] = PHASES.map((it) => it.makes.schema);
const expects = Expected.extend({ schema: z.enum([first, ...others]) })
  .nullable()
  .optional();

const schemaOf = ({ kind, template }: Phase) => z.strictObject({ ...EVERY_PHASE, expects, kind: z.literal(kind), ...template });
const [one = fanOut, ...more] = PHASES;

/** A phase with the fields that its kind allows in a template, and no others. */
export const AnyPhase = z.discriminatedUnion('kind', [schemaOf(one), ...more.map(schemaOf)]);

/** A template as written in a file. */
export const WrittenTemplate = TemplateFile.extend({ phases: wholeList(AnyPhase, MOST_PHASES).min(1) });
