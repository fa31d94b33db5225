// What the built-in program calls for the skill `writing`: the parts of the compiled prompt, parsed again.

import { MusterError } from '../../../contracts/errors.ts';
import * as z from '../../../contracts/schema.ts';
import type { Result } from '../../../contracts/work/result.ts';
import { counted } from '../analysis.ts';
import { write } from './write.ts';

const Inputs = z.object({ parts: z.array(z.object({ kind: z.enum(['text', 'input']), text: z.string() })) });

export function answerWriting(inputs: unknown): Required<Pick<Result, 'summary' | 'artifact'>> {
  const read = Inputs.safeParse(inputs);
  if (!read.success)
    throw new MusterError(
      'frame-invalid',
      'the inputs of the prompt contain nothing to write from',
      'The daemon writes this prompt; it and the built-in workers must have the same version.',
    );
  const { parts } = read.data;
  const { text, directives } = write(parts);
  const inputsIn = parts.filter((it) => it.kind === 'input').length;
  return {
    summary: `Put together ${counted(inputsIn, 'input')} by fixed rules; ${counted(directives, 'directive')} replaced.`,
    artifact: { text },
  };
}
