// The effects of a phase that makes prompts, and their observations. Both are plain data.

import type { Artifact, CheckOutcome, PromptCall, PromptInput } from '../../../contracts/make/artifact.ts';
import type { Check, Params, PromptFront } from '../../../contracts/make/prompt.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { MadePayload } from './events.ts';

type Making = { phase: string; making: string };

export type MakeEffect =
  /** Finds and reads the file of a prompt. */
  | ({ kind: 'read-prompt'; project: string; call: PromptCall } & Making)
  /** Resolves each macro and compiles the prompt. */
  | ({
      kind: 'compile-prompt';
      project: string;
      prompt: { name: string; digest: string; params: Params; front: PromptFront };
      /** The artifacts of the prompts that it generates, in the order of those macros. */
      generated: readonly { from: string; artifact: Artifact }[];
      seat: Seat;
      base: Base;
      /** Where in the project it is written, if it is. */
      path: string | null;
      spaces: readonly string[];
      shared: string | null;
      /** Whether an equal artifact from earlier may be used. */
      reuse: boolean;
    } & Making)
  /** Takes the text out of a result and checks it. */
  | ({
      kind: 'check-artifact';
      project: string;
      round: number;
      dispatch: string;
      result: string;
      expected: { dispatch: string; nonce: string };
      artifact: { name: string; kind: Artifact['kind']; path: string | null };
      checks: readonly Check[];
      base: Base;
      /** A number for its sessions that is unique in the run. */
      session: number;
      deadline: Millis;
      variables: readonly string[];
    } & Making)
  /** Stores the artifact in the home, and writes the file in the project that the prompt names. */
  | ({
      kind: 'place-artifact';
      project: string;
      call: PromptCall;
      key: string;
      artifact: Pick<Artifact, 'name' | 'kind' | 'digest' | 'bytes' | 'space' | 'path'>;
    } & Making);

export type MakeObservation =
  | ({ kind: 'prompt-read' } & MadePayload<'making.analysed'>)
  | ({
      kind: 'prompt-compiled';
      inputs: PromptInput[];
      text: string;
      pieces: string;
      bytes: number;
      key: string;
      prompt: string;
      claims?: true;
    } & Making & {
        same: MadePayload<'making.ended'>['reused'];
      })
  | ({ kind: 'artifact-checked'; round: number; dispatch: string; digest: string; bytes: number; checks: CheckOutcome[] } & Making)
  | ({ kind: 'artifact-placed'; artifact: Artifact } & Making)
  /** A person has to fix it; it is not retried. */
  | ({ kind: 'making-refused'; why: string } & Making);
