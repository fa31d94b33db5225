// Parses the first line of a bridge's answer. An error over there is thrown here with the same message.

import { ERROR_CODES, type ErrorCode, MusterError } from '../../../contracts/errors.ts';
import type { RemoteCommand } from './remote-command.ts';

type Failed = { kind: 'failed'; code: string; message: string; hint: string };

export function parseAnswer<T extends { kind: string }>(
  bytes: Buffer,
  form: { parse(value: unknown): T | Failed },
  { line }: Pick<RemoteCommand, 'line'>,
): Exclude<T, Failed> {
  const at = bytes.indexOf(10);
  let answer: T | Failed;
  try {
    answer = form.parse(JSON.parse(bytes.subarray(0, at < 0 ? bytes.length : at).toString('utf8')));
  } catch (cause) {
    throw new MusterError(
      'daemon-unreachable',
      `the answer of ${line.name} is not understood`,
      `Check it: muster remote check ${line.name}`,
      {
        cause,
      },
    );
  }
  if (answer.kind !== 'failed') return answer as Exclude<T, Failed>;
  const { code, message, hint } = answer as Failed;
  throw new MusterError(code in ERROR_CODES ? (code as ErrorCode) : 'internal', `${line.name}: ${message}`, hint);
}
