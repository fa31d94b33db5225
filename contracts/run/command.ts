// A command: what a person, or a program on their behalf, wants done. Socket, command line and inbox files all translate to it.
// Each command carries a token, so that one sent twice is done once.

import { Actor } from '../event.ts';
import { Dismissal } from '../findings/dismissal.ts';
import { Digest, Fingerprint, GateId, ProviderName, RunId, SeatName } from '../ids.ts';
import { Client } from '../plan/holder.ts';
import { Stage } from '../plan/plan.ts';
import { PolicyAction } from '../plan/policy.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { GateAnswer } from './gate.ts';

const by = z.enum(['person', 'client']).optional().describe('set by the daemon, whatever was sent: who gave the order');

export const RunCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('abort'), run: RunId, reason: freeText(4000) }),
  z.strictObject({ kind: z.literal('pause'), run: RunId, reason: freeText(4000) }),
  z.strictObject({
    kind: z.literal('resume'),
    run: RunId,
    stale: z.boolean().optional().describe('even after a pause of more than a week'),
  }),
  z.strictObject({
    kind: z.literal('answer'),
    run: RunId,
    gate: GateId,
    answer: GateAnswer,
    shown: Digest,
    comment: freeText(16_384).optional(),
  }),
  /** About a stage of a plan that is being carried out. */
  z.strictObject({ kind: z.literal('policy'), run: RunId, stage: Stage.shape.id, action: PolicyAction, by }),
  /** A client takes a stage to carry it out itself. */
  z.strictObject({
    kind: z.literal('take'),
    run: RunId,
    stage: Stage.shape.id,
    seat: SeatName.optional().describe('the seat to take it for; by default the only one that is filled from outside'),
    minutes: z.int().min(1).max(90).optional().describe('for how long without a call; by default as the settings say'),
    client: Client.optional().describe('set by the daemon, whatever was sent: the process that asked'),
  }),
  /** No later run reuses its results; with a key, only the result stored under that key. */
  z.strictObject({ kind: z.literal('forget'), run: RunId, key: Digest.optional() }),
  z.strictObject({
    kind: z.literal('note'),
    run: RunId,
    text: freeText(16_384).min(1),
    key: exactText(100).min(1).optional(),
    by,
  }),
]);
export type RunCommand = z.infer<typeof RunCommand>;

export const HouseCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('trust'), project: PathText, digest: Digest }),
  z.strictObject({ kind: z.literal('force-agent'), agent: exactText(100).min(1), version: freeText(200).min(1) }),
  z.strictObject({ kind: z.literal('watch'), project: PathText }),
  z.strictObject({ kind: z.literal('dismiss'), project: PathText, entry: Dismissal }),
  z.strictObject({ kind: z.literal('undismiss'), project: PathText, fingerprint: Fingerprint }),
  z.strictObject({ kind: z.literal('allow'), project: PathText, providers: wholeList(ProviderName, 64).min(1) }),
  z.strictObject({ kind: z.literal('disallow'), project: PathText, providers: wholeList(ProviderName, 64).min(1) }),
]);
export type HouseCommand = z.infer<typeof HouseCommand>;

export const Command = z.strictObject({
  /** Its id in the ledger. It contains no colon, so that it cannot be mistaken for one of the lead's own decisions. */
  token: z.string().regex(/^[\w.-]{8,100}$/, 'a token of 8 to 100 letters, digits and hyphens, such as a UUID'),
  actor: Actor,
  order: z.union([RunCommand, HouseCommand]),
});
export type Command = z.infer<typeof Command>;
