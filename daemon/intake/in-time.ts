// Asks the file system of a project, which may never answer: a network or FUSE file system whose server is gone.

import { MusterError } from '../../contracts/errors.ts';

const ANSWERS_WITHIN = 10_000;
/** Unanswered questions. Each takes a thread of Node's pool, so whoever asks the same waits for the same answer. */
const pending = new Map<string, Promise<unknown>>();

/** The same `what` about the same `path` must be the same question. */
export async function inTime<T>(what: string, path: string, ask: () => Promise<T>, within = ANSWERS_WITHIN): Promise<T> {
  const key = `${what} ${path}`;
  const answer = (pending.get(key) as Promise<T> | undefined) ?? ask().finally(() => pending.delete(key));
  pending.set(key, answer);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(silent(path, within)), within);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const silent = (path: string, within: number): MusterError =>
  new MusterError(
    'project-refused',
    `the file system of ${path} has not answered for ${Math.round(within / 1000)} s`,
    'Check its mount (a network or FUSE file system whose server is gone), then try again.',
  );
