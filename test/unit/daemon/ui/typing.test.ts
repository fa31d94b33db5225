// Keys reach the worker in the order they were pressed, however slow or broken the way there is.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { typing } from '../../../../daemon/ui/page/live/typing.ts';

const keys = suite('what is typed into a terminal of the page');

/** A server that answers when it is told to. */
function server() {
  const heard: string[] = [];
  const open: ((arrived: boolean) => void)[] = [];
  const send = (text: string): Promise<boolean> => {
    heard.push(text);
    return new Promise((resolve) => open.push(resolve));
  };
  const answer = async (arrived = true): Promise<void> => {
    open.shift()?.(arrived);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { heard, send, answer };
}

keys('is sent one request at a time; what came meanwhile is sent together', async () => {
  const { heard, send, answer } = server();
  const { type } = typing(send);
  for (const key of 'hello\r') type(key);
  assert.equal(heard, ['h']);
  await answer();
  assert.equal(heard, ['h', 'ello\r']);
  await answer();
  type('!');
  assert.equal(heard, ['h', 'ello\r', '!']);
});

keys('stops if a piece did not arrive, and starts again with the next key', async () => {
  const { heard, send, answer } = server();
  const { type } = typing(send);
  for (const key of 'rm -rf') type(key);
  await answer(false);
  assert.equal(heard, ['r'], 'the rest would have stood without its beginning');
  type('y');
  assert.equal(heard, ['r', 'y']);
});

keys('is not sent any more once typing was stopped', async () => {
  const { heard, send, answer } = server();
  const { type, forget } = typing(send);
  for (const key of 'abc') type(key);
  forget();
  await answer();
  assert.equal(heard, ['a']);
});

keys('is sent in pieces that the server accepts if it was pasted, and cuts no character in two', async () => {
  const { heard, send, answer } = server();
  const pasted = `${'a'.repeat(4095)}😀${'b'.repeat(5000)}`;
  typing(send).type(pasted);
  for (let piece = 0; piece < 4; piece += 1) await answer();
  assert.is(heard.join(''), pasted);
  assert.ok(heard.every((it) => it.length <= 4096 && it.isWellFormed()));
});

keys.run();
