// Graphs: their counts, their drawings with hostile names, and walks over them that agree with the simplest there is.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dot } from '../../../../skills/lineage/draw/dot.ts';
import { mermaid } from '../../../../skills/lineage/draw/mermaid.ts';
import { svg } from '../../../../skills/lineage/draw/svg.ts';
import { graphOf, layersOf } from '../../../../skills/lineage/graph.ts';
import { impactOf, type Lookup, traceOf } from '../../../../skills/lineage/walk.ts';

type Pair = readonly [source: string, dependent: string];
const rows = (pairs: readonly Pair[]) => pairs.map(([source, dependent]) => ({ source, dependent, kind: 'REQUIRES' }));

test('counts nodes, roots, leaves and cycles', () => {
  const graph = graphOf(
    rows([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['c', 'd'],
      ['x', 'x'],
      ['a', 'b'],
    ]),
  );
  assert.equal(graph.counts, { nodes: 5, edges: 5, roots: 1, leaves: 1, circles: 2 });
});

test('a long chain is drawn and counted', () => {
  const chain = Array.from({ length: 20_000 }, (_, n): Pair => [`n${n}`, `n${n + 1}`]);
  assert.is(graphOf(rows(chain)).counts.circles, 0);
});

test('hostile names are text in every drawing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
      const hostile = `${name}"];</text><script>alert(1)</script>\n--> x --\\"`;
      const graph = graphOf(rows([[hostile, 'file:b']]));
      const drawn = svg(graph);
      assert.not.match(drawn, /<script|<\/text><s/);
      assert.is([...drawn.matchAll(/<text /g)].length, 2);
      assert.is(mermaid(graph).trimEnd().split('\n').length, 4);
      assert.is([...(mermaid(graph).split('\n')[1] ?? '').matchAll(/"/g)].length, 2);
      assert.is(dot(graph).trimEnd().split('\n').length, 6);
      assert.match(dot(graph).split('\n')[2] ?? '', /^ {2}n1 \[label="(?:[^"\\]|\\.)*"\];$/);
    }),
  );
});

test('in the drawing every node is to the right of all its sources, and occurs once', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g').map((it) => `run:${it}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 20 }), (pairs) => {
      const graph = graphOf(rows(pairs));
      const layers = layersOf(graph);
      assert.equal(layers.flat().toSorted(), graph.nodes.toSorted());
      if (graph.counts.circles > 0) return;
      const column = new Map(layers.flatMap((names, at) => names.map((it) => [it, at] as const)));
      for (const { source, dependent } of graph.edges)
        assert.ok((column.get(source) ?? 0) < (column.get(dependent) ?? 0), `${source} ${dependent}`);
      assert.ok(layers.every((it) => it.length > 0));
    }),
  );
});

test('the results of one node are in its order, so that lines do not cross', () => {
  const pairs: Pair[] = [
    ['run:a', 'run:z'],
    ['run:b', 'run:y'],
    ['run:c', 'run:x'],
    ['run:x', 'run:1'],
    ['run:z', 'run:2'],
  ];
  assert.equal(layersOf(graphOf(rows(pairs))), [
    ['run:a', 'run:b', 'run:c'],
    ['run:z', 'run:y', 'run:x'],
    ['run:2', 'run:1'],
  ]);
});

test('impact and trace reach everything reachable, nearest first, and each once', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f').map((it) => `run:${it}`);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 20 }), name, (pairs, start) => {
      const lookup: Lookup = {
        where: (column, value) =>
          pairs.flatMap(([source, dependent], seq) => {
            const row = { source, dependent, kind: 'REQUIRES', digest: '', run: 'r', stream: 1, seq };
            return row[column] === value ? [row] : [];
          }),
        newest: () => undefined,
      };
      const far = { depth: 100, nodes: 100 };
      const forward = impactOf(start, '', lookup, far).reached;
      const depths = forward.map((it) => it.depth);
      assert.equal(
        depths,
        depths.toSorted((one, other) => one - other),
      );
      assert.equal(new Set(forward.map((it) => it.node)), reachable(start, pairs));
      assert.is(new Set(forward.map((it) => it.node)).size, forward.length);
      for (const { node } of forward) assert.ok(traceOf(node, '', lookup, far).reached.some((it) => it.node === start));
    }),
  );
});

function reachable(start: string, pairs: readonly Pair[]): Set<string> {
  const seen = new Set<string>([start]);
  for (let before = -1; before !== seen.size; ) {
    before = seen.size;
    for (const [source, dependent] of pairs) if (seen.has(source)) seen.add(dependent);
  }
  seen.delete(start);
  return seen;
}

test.run();
