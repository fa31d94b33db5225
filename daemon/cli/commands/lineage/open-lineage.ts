// Opens the lineage for commands: the records of the home, the current project, and the edges.

import { objectsIn } from '../../../../runtime/ledger/objects.ts';
import { LINEAGE } from '../../../../skills/lineage/edges.ts';
import type { Lookup } from '../../../../skills/lineage/walk.ts';
import { type NamedNode, nodeNamed } from '../../../lineage/named-node.ts';
import { projectFolder } from '../../named/project-folder.ts';
import { mustHaveRecords, type Records } from '../../named/records.ts';
import type { Context } from '../../words/command.ts';

export type LineageAsked = {
  records: Records;
  project: string;
  edges: Lookup;
  objects: ReturnType<typeof objectsIn>;
  named(given: string): Promise<NamedNode>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openLineage(context: Context): Promise<LineageAsked> {
  const { home, cwd } = context;
  const records = await mustHaveRecords(context);
  try {
    const project = await projectFolder('.', cwd);
    const edges = await records.ledger.index(LINEAGE);
    return {
      records,
      project,
      edges,
      objects: objectsIn(home.objects),
      named: (given) => nodeNamed(given, { edges, home, project, cwd, runNamed: records.named }),
      [Symbol.asyncDispose]: () => records[Symbol.asyncDispose](),
    };
  } catch (error) {
    await records[Symbol.asyncDispose]();
    throw error;
  }
}
