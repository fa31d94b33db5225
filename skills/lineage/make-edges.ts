// The edges of made artifacts: the prompt file and every input by its digest, and the artifact.

import type { RunEvent } from '../phases/events.ts';
import { type Edge, generates, includes, node, requires } from './edge.ts';

export function makeEdges(run: string, event: RunEvent): Edge[] {
  const own = node.run(run);
  const report = node.report(run);
  switch (event.type) {
    case 'making.planned': {
      const { making, parent } = event.payload;
      const it = node.making(run, making);
      return [requires(it, own), ...(parent === null ? [] : [requires(node.making(run, parent), it)])];
    }
    case 'making.analysed': {
      const { making, path, digest } = event.payload;
      return [requires(node.making(run, making), node.file(path), digest)];
    }
    case 'making.compiled': {
      const { making, inputs } = event.payload;
      return inputs.flatMap(({ macro, found }) =>
        found?.path == null ? [] : [inputEdge(node.making(run, making), macro, found.path, found.digest)],
      );
    }
    case 'making.asked': {
      const { making, dispatch } = event.payload;
      return [requires(node.dispatch(dispatch), node.making(run, making))];
    }
    case 'artifact.made': {
      const { making, dispatch, artifact } = event.payload;
      const made = [node.artifact(artifact.kept), ...(artifact.path === null ? [] : [node.file(artifact.path)])];
      return [
        ...made.map((it) => generates(node.making(run, making), it, artifact.digest)),
        ...made.map((it) => requires(it, node.result(dispatch))),
        includes(report, node.artifact(artifact.kept), artifact.digest),
      ];
    }
    case 'making.ended': {
      const { making, reused } = event.payload;
      return reused === null ? [] : [requires(node.making(run, making), node.making(reused.run, reused.making))];
    }
    default:
      return [];
  }
}

/** What a prompt includes: a file by its path in the project, an artifact by where it is stored. */
const inputEdge = (making: string, macro: string, path: string, digest: string): Edge =>
  includes(making, macro === 'file' || !path.startsWith('/') ? node.file(path) : node.artifact(path), digest);
