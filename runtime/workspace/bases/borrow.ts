// A temporary repository that reads a project's objects where they are; new objects are written to it and not to the project.

import { makeBare } from '../git/bare.ts';
import type { Repository } from '../project.ts';
import { shallowIn } from './shallow.ts';

export async function borrow(into: string, project: Repository, more: readonly string[] = []): Promise<void> {
  await makeBare(into, project.format, { borrows: [project.objects, ...more], ...(await shallowIn(project)) });
}
