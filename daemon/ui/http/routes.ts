// Routes requests to handlers. A GET reads a view and changes nothing; every action is a POST. The asker was identified before.

import type { IncomingMessage } from 'node:http';
import { MusterError } from '../../../contracts/errors.ts';
import { RunId } from '../../../contracts/ids.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import * as z from '../../../contracts/schema.ts';
import type { Context } from '../../cli/words/command.ts';
import { Act, perform } from '../acts.ts';
import { type Device, devices, enter, revoke } from '../devices.ts';
import type { Streams } from '../live/streams.ts';
import type { Terminals } from '../live/terminals.ts';
import { changePage, diffPage, sourceOf } from '../views/change.ts';
import { findingPage, findingsPage } from '../views/findings.ts';
import { branchesPage, historyPage } from '../views/history.ts';
import { homeView, needsView } from '../views/home.ts';
import { linesOf, nextOf, runPage } from '../views/run.ts';
import type { RunBook } from '../views/run-book.ts';
import { bodyOf, Refused } from './answers.ts';

export type Routes = { context: Context; book: RunBook; streams: Streams; terminals: Terminals };

const Enter = z.strictObject({ code: z.string().max(100), name: z.string().max(200) });
const Watch = z.strictObject({ stream: z.string().max(40), worker: z.string().max(60), on: z.boolean() });
const Type = z.strictObject({ worker: z.string().max(60), text: z.string().max(4096) });
const Revoke = z.strictObject({ device: z.string().max(20) });

/** The only request that needs no token: it exchanges a code for one. */
export async function entered(request: IncomingMessage, { context }: Routes): Promise<unknown> {
  const { code, name } = read(Enter, await bodyOf(request));
  const known = await enter(context.home.page, code, name);
  if (!known) throw new Refused(403, 'this link was used before, or is too old');
  return known;
}

export async function readView(path: string, query: URLSearchParams, routes: Routes): Promise<unknown> {
  const { book, context } = routes;
  switch (path) {
    case '/api/home':
      return homeView(context);
    case '/api/needs':
      return needsView(book, context);
    case '/api/history':
      return historyPage(book, Number(query.get('newest') ?? 200) || 200);
    case '/api/branches':
      return branchesPage(book, context);
    case '/api/devices':
      return devices(context.home.page);
  }
  const [, run, part, name] = /^\/api\/run\/([^/]+)(?:\/([a-z]+)(?:\/([^/]+))?)?$/.exec(path) ?? [];
  const id = RunId.safeParse(run);
  if (!id.success) throw new Refused(404, `there is nothing at ${path}`);
  const view = await book.view(id.data);
  switch (part) {
    case undefined:
      return runPage(view, await book.state(id.data));
    case 'next':
      return nextOf(id.data, book, context);
    case 'lines':
      return linesOf(id.data, book, context);
    case 'findings':
      return findingsPage(view);
    case 'finding':
      return findingPage(view, decoded(name ?? ''), context);
    case 'change':
      return changePage(view, await planned(view, book));
    case 'diff':
      return diffPage(view, query.get('of') ?? undefined, context);
    default:
      throw new Refused(404, `there is nothing at ${path}`);
  }
}

/** A text that no page sends stays as it is: nothing has that name. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Undefined if that run no longer exists. */
async function planned(view: RunView, book: RunBook): Promise<RunView | undefined> {
  const from = sourceOf(view);
  return from === undefined ? undefined : book.view(from).catch(() => undefined);
}

export async function act(path: string, request: IncomingMessage, device: Device, routes: Routes): Promise<unknown> {
  const { book, context, streams, terminals } = routes;
  switch (path) {
    case '/api/act':
      return perform(read(Act, await bodyOf(request)), book, context);
    case '/api/watch': {
      const { stream, worker, on } = read(Watch, await bodyOf(request));
      await streams.watch(stream, device.id, worker, on);
      return {};
    }
    case '/api/type': {
      const { worker, text } = read(Type, await bodyOf(request));
      await terminals.type(worker, text);
      return {};
    }
    case '/api/revoke': {
      const { device: id } = read(Revoke, await bodyOf(request));
      if (!(await revoke(context.home.page, id))) throw new Refused(404, `no device ${id}`);
      streams.end(id);
      return {};
    }
    default:
      throw new Refused(404, `there is nothing at ${path}`);
  }
}

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const it = schema.safeParse(body);
  if (it.success) return it.data;
  const [first] = it.error.issues;
  throw new MusterError('usage', `${first?.path.join('.') || 'the body'}: ${first?.message ?? 'is wrong'}`, 'See docs/protocols.md.');
}
