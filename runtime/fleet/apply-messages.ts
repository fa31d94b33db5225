// Applies messages of the journal to this node's copy: parses them (or recognises its own commits), appends them in order, and
// verifies the digest that each message carries.

import { MusterError } from '../../contracts/errors.ts';
import type { StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Appended, Commit, Objects } from '../ledger/ledger.ts';
import type { SqliteLedger } from '../ledger/open.ts';
import type { Judged } from '../ledger/write/judge-commit.ts';
import type { Message } from './journal.ts';
import { streamOf } from './streams.ts';
import { decodeCommit } from './wire.ts';

/** A commit of this node, as it was published. */
export type OwnCommit = { bytes: Uint8Array; commit: Commit; digest: string; judged: Judged };

/** The contents of a message; a commit of our own is already judged. */
export type DecodedMessage = { commit: Commit; position: number; digest: string; judged?: Judged };

type ApplierContext<All extends StreamEvents> = {
  copy: SqliteLedger<All>;
  objects: Objects;
  node: string;
  /** The commit of this node that is in flight for this stream. */
  published(stream: StreamName): OwnCommit | undefined;
  /** Called for a message that is no commit. */
  passedOver(message: Message): void;
};

export type MessageApplier = {
  /** Without those that are no commits: they change nothing, on any node. */
  decode(messages: readonly Message[]): Promise<DecodedMessage[]>;
  apply(told: readonly DecodedMessage[]): Promise<Appended[]>;
};

const TRIES = 4;

export function messageApplier<All extends StreamEvents>(around: ApplierContext<All>): MessageApplier {
  const { copy, objects, node, published, passedOver } = around;

  /** It arrives unchanged, so it need not be parsed, checked and sealed again. */
  function own(stream: StreamName, { bytes, position }: Message): DecodedMessage | undefined {
    const mine = published(stream);
    return mine && Buffer.compare(mine.bytes, bytes) === 0 ? { ...mine, position } : undefined;
  }

  async function readFrom(stream: StreamName, { bytes, position }: Message): Promise<DecodedMessage | undefined> {
    const read = await patiently(() => decodeCommit(bytes, position, objects));
    if (!read) return undefined;
    const { v: _, digest, ...rest } = read;
    return { commit: { stream, ...rest } as Commit, position, digest };
  }

  async function keepOne({ commit, position, digest, judged }: DecodedMessage): Promise<Appended> {
    let answer = (await (judged ? copy.appendJudged(judged) : copy.append(commit as Commit<All>))) as Appended;
    // If a lock was lost, two commits can take the same claim: on every node, the first one in the journal gets it.
    for (let left = commit; answer.kind === 'claim-held'; ) {
      left = withoutClaim(left, answer.name);
      answer = (await copy.append(left as Commit<All>)) as Appended;
    }
    const made = answer.kind === 'conflict' ? undefined : answer.events.at(-1)?.digest;
    if (made === digest) return answer;
    throw new MusterError(
      'ledger-corrupt',
      `the copy of the journal on this node is not what the fleet has: ${commit.stream} differs at message ${position}`,
      'Run `muster down`, move ledger.db with its -wal and -shm away, and start again: it is rebuilt from the journal.',
    );
  }

  return {
    async decode(messages) {
      const told: DecodedMessage[] = [];
      for (const message of messages) {
        const stream = streamOf(message.subject, node);
        if (stream === undefined) continue;
        const one = own(stream, message) ?? (await readFrom(stream, message));
        if (one) told.push(one);
        else passedOver(message);
      }
      return told;
    },
    async apply(told) {
      const kept: Promise<Appended>[] = [];
      for (const one of told) {
        // Whether a claim is granted depends on everything before it, and later messages may depend on that.
        if (takesClaims(one.commit)) {
          await Promise.all(kept);
          kept.push(Promise.resolve(await keepOne(one)));
        } else kept.push(keepOne(one));
      }
      return Promise.all(kept);
    },
  };
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!isBusy(error) || tries === TRIES) throw error;
    }
  }
}

export const isBusy = (error: unknown): boolean => error instanceof MusterError && error.code === 'ledger-busy';

const takesClaims = ({ claims }: Commit): boolean => claims?.some(({ kind }) => kind === 'take') ?? false;

const withoutClaim = (commit: Commit, name: string): Commit => ({
  ...commit,
  claims: (commit.claims ?? []).filter((it) => it.name !== name || it.kind !== 'take'),
});
