// A repository for a short time: it sees the objects of a project where they are, and what is new is written to it and
// not to the project.

import { makeBare } from '../git/bare.ts';
import type { Repository } from '../project.ts';
import { shallowIn } from './shallow.ts';

export async function borrow(into: string, project: Repository, more: readonly string[] = []): Promise<void> {
  await makeBare(into, project.format, { borrows: [project.objects, ...more], ...(await shallowIn(project)) });
}
