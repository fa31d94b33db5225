// What the built-in program calls for a stage: it parses the inputs of the prompt, finds the repairs, and applies the edits in its
// working directory.

import { MusterError } from '../../../contracts/errors.ts';
import { Stage } from '../../../contracts/plan/plan.ts';
import * as z from '../../../contracts/schema.ts';
import type { Repository } from '../rule.ts';
import { carryOut, type ExecutorAnswer } from './executor.ts';
import { makeEdits } from './make-edits.ts';

const Inputs = z.object({ whole: Stage });

export async function answerStage(repo: Repository, inputs: unknown, onRule: (id: string) => void): Promise<ExecutorAnswer> {
  const read = Inputs.safeParse(inputs);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new MusterError(
      'frame-invalid',
      `the inputs of the prompt contain no stage: ${issue?.path.join('.')} ${issue?.message}`,
      'The daemon writes this prompt; it and the built-in workers must have the same version.',
    );
  }
  const answer = await carryOut(repo, read.data.whole, onRule);
  if (answer.status === 'done') await makeEdits(process.cwd(), repo, answer.edits);
  return answer;
}
