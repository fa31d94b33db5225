// What a node does with the workers of a run that it takes over. Its own workers from before another node
// led are ended, and their files moved aside so that they are not taken for a later attempt's. Workers on
// hosts are followed, even if no lead recorded them; an order that nobody has taken is withdrawn.

import { attemptOf, localOf, runOf } from '../../../contracts/ids.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Orders } from '../../../runtime/fleet/hosts/orders.ts';
import type { Home } from '../../../runtime/home.ts';
import { hostedIn, hostsThatFailed, undecidedIn } from '../../../skills/run/fleet/hosted-in.ts';
import { dispatchOf, type RunState } from '../../../skills/run/state.ts';
import type { RemoteSessions } from './remote-sessions.ts';

type Context = {
  home: Home;
  /** The sessions of this machine. */
  local: Pick<Host, 'list' | 'stop'>;
  away: Pick<RemoteSessions, 'follow'>;
  orders: Pick<Orders, 'take'>;
  setAside(path: string, to: string): Promise<void>;
};

export type TakeUp = {
  /** Before this node leads the run, if another one did. */
  clear(state: RunState): Promise<void>;
  /** Before the run's loop starts. */
  find(state: RunState): Promise<void>;
};

export function takeUpIn({ home, local, away, orders, setAside }: Context): TakeUp {
  return {
    async clear({ id, dispatches, lead }) {
      for (const { key, end } of await local.list()) if (!end && runOf(key) === id) await local.stop(key);
      for (const it of dispatches) {
        if (it.ended) continue;
        const { result, beat, errors } = home.run(id).results(localOf(it.id));
        for (const path of [result, beat, errors]) await setAside(path, `${path}.before-epoch-${(lead?.epoch ?? 0) + 1}`);
      }
    },
    async find(state) {
      for (const { key, at } of hostedIn(state)) away.follow(key, at);
      const undecided = undecidedIn(state);
      if (undecided.length === 0) return;
      const here = new Set((await local.list()).map((it) => it.key));
      for (const key of undecided) {
        if (here.has(key)) continue;
        const taken = await orders.take(key, { host: null, home: home.root });
        const dispatch = dispatchOf(state, attemptOf(key).dispatch);
        const not = dispatch ? hostsThatFailed(dispatch) : [];
        if (taken.host !== null && !not.includes(taken.host)) away.follow(key, { node: taken.host, home: taken.home });
      }
    },
  };
}
