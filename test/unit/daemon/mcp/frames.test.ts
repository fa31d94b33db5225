// Lines that never reach the protocol: each gets one error, with the id of its request if it has one.

import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MOST, wholeFrames } from '../../../../daemon/mcp/frames/frames.ts';

const frames = suite('lines of a client');

type Complaint = { id: string | number | null; error: { code: number; message: string } };

async function complaintsAbout(bytes: Buffer, piece: number): Promise<{ said: Complaint[]; passed: unknown[] }> {
  const said: Complaint[] = [];
  const passed: unknown[] = [];
  const filter = wholeFrames(
    (line) => said.push(JSON.parse(line)),
    (message) => passed.push(message),
  );
  filter.resume();
  for (let at = 0; at < bytes.length; at += piece) filter.write(bytes.subarray(at, at + piece));
  filter.end();
  await once(filter, 'end');
  return { said, passed };
}

const fill = 'x'.repeat(MOST);
const ping = '{"jsonrpc":"2.0","id":99,"method":"ping"}';

frames('a line that is too large is answered with its id, wherever the id stands, and the next line is read', async () => {
  const cases: [line: string, id: string | number | null][] = [
    [`{"jsonrpc":"2.0","id":7,"method":"a","params":{"id":8,"text":"${fill}"}}`, 7],
    [`{"method":"a","params":{"text":"${fill}\\\\\\"","list":[{"id":8}]},"jsonrpc":"2.0","id":7}`, 7],
    [`{"method":"a","params":{"id":8,"text":"\\"id\\":9,${fill}"}, "id" : "q-\\u00e9" , "jsonrpc":"2.0"}`, 'q-é'],
    [`{"method":"a","params":{"text":"${fill}"},"id":1.5}`, null],
    [`{"method":"a","params":{"text":"${fill}"},"id":{"id":3}}`, null],
    [`{"method":"id","params":{"id":8,"text":"${fill}"}}`, null],
    [`{"id":"${fill}"}`, null],
    [`[{"id":1,"text":"${fill}"}]`, null],
    [fill + fill, null],
    [`}}]]{"id":4,"text":"${fill}"`, null],
  ];
  for (const [line, id] of cases)
    for (const piece of [65_536, MOST * 3]) {
      const { said, passed } = await complaintsAbout(Buffer.from(`${line}\n${ping}\n`), piece);
      const about = `${line.slice(0, 30)}…${line.slice(-30)}, in pieces of ${piece}`;
      assert.is(said.length, 1, about);
      assert.is(said[0]?.id, id, about);
      assert.match(said[0]?.error.message ?? '', /larger than 8388608 bytes/);
      assert.equal(passed, [JSON.parse(ping)], about);
    }
});

frames.run();
