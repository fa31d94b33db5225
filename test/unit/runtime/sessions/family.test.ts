// Who belongs to a session: a table of situations. Row = pid, parent, group, session, start, environment.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProcessTable } from '../../../../runtime/processes/table.ts';
import { familyOf, type Root } from '../../../../runtime/sessions/host/session/family/family.ts';

const family = suite('who belongs to a session');

type Row = [pid: number, parent: number, group: number, session: number, start: number, ...environment: string[]];

function table(...rows: Row[]): ProcessTable {
  return {
    rows: rows.map(([pid, parent, group, session, start]) => ({
      pid,
      parent,
      group,
      session,
      terminal: false,
      start: `b1:${start}`,
      startOrder: start,
      cpu: 0,
    })),
    environmentOf: (pid) =>
      new Set(
        rows
          .find((row) => row[0] === pid)
          ?.slice(5)
          .map(String),
      ),
  };
}

const MARK = 'MUSTER_DISPATCH=r-kkkkkk.d1.1';
const root: Root = { pid: 100, pidStart: 'b1:50', notBefore: { start: 'b1:10', startOrder: 10 }, marks: [MARK], watched: true };
const ours = (of: Root, ...rows: Row[]) =>
  familyOf(of, table(...rows), new Set([7]))
    .ours.map((row) => row.pid)
    .sort((a, b) => a - b);
const doubtful = (of: Root, ...rows: Row[]) => familyOf(of, table(...rows), new Set([7])).doubtful.map((row) => row.pid);

const leader: Row = [100, 7, 100, 100, 50];

family('the leader, its group and its session', () => {
  assert.equal(ours(root, leader, [101, 100, 100, 100, 51], [102, 1, 102, 100, 52], [103, 1, 103, 103, 53]), [100, 101, 102]);
});

family('a marked process wherever it is, and the processes it started or leads', () => {
  assert.equal(
    ours(root, [200, 1, 200, 200, 60, MARK], [201, 200, 201, 201, 61], [202, 1, 202, 200, 62], [203, 1, 203, 203, 63]),
    [200, 201, 202],
  );
});

family('every mark is needed: the same dispatch in another home is not ours', () => {
  const both = { ...root, marks: [MARK, 'MUSTER_RESULT=/home/a'] };
  assert.equal(
    ours(both, [200, 1, 200, 200, 60, MARK, 'MUSTER_RESULT=/home/b'], [201, 1, 201, 201, 60, MARK, 'MUSTER_RESULT=/home/a']),
    [201],
  );
  assert.equal(ours({ ...root, marks: [] }, [200, 1, 200, 200, 60]), [], 'no mark is no proof');
});

family('a later process with the leader’s pid is not ours, nor is anything in its session', () => {
  assert.equal(ours(root, [100, 1, 100, 100, 70], [101, 100, 100, 100, 71]), []);
  assert.equal(ours({ ...root, pidStart: null }, [100, 1, 100, 100, 70]), [], 'also when the leader was gone before it was seen');
  assert.equal(doubtful(root, [100, 1, 100, 100, 70], [101, 100, 100, 100, 71]), [], 'a stranger for certain is no doubt');
});

family('members of a session without its leader: proved for a host that watched it, doubtful otherwise', () => {
  const orphan: Row = [101, 1, 100, 100, 51];
  assert.equal(ours(root, orphan), [101]);
  assert.equal(ours({ ...root, watched: false }, orphan), []);
  assert.equal(doubtful({ ...root, watched: false }, orphan), [101]);
  assert.equal(ours({ ...root, watched: false }, leader, orphan), [100, 101], 'the leader itself is proof');
});

family('without a pid only the mark counts', () => {
  const unknown: Root = { ...root, pid: null, pidStart: null, watched: false };
  assert.equal(ours(unknown, leader, [300, 1, 300, 300, 80, MARK], [301, 300, 301, 301, 81]), [300, 301]);
});

family('a process that is older than the host, from another boot, or the host itself, is never ours', () => {
  assert.equal(ours(root, [200, 1, 200, 200, 9, MARK]), []);
  assert.equal(ours({ ...root, notBefore: { start: 'b0:10', startOrder: 10 } }, leader, [200, 1, 200, 200, 60, MARK]), []);
  assert.equal(ours(root, [7, 1, 7, 7, 60, MARK]), []);
});

family.run();
