// Waiting for something that happens once, for as long as it takes or for a while.

export type Gate<T> = { open(value: T): void; isOpen(): boolean; readonly opened: Promise<T> };

export function gate<T = void>(): Gate<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let done = false;
  return {
    open(value) {
      done = true;
      resolve(value);
    },
    isOpen: () => done,
    opened: promise,
  };
}

export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
