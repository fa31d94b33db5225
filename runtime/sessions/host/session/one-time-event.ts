// A promise for something that happens once, which can be awaited with or without a timeout.

export type Gate<T> = { open(value: T): void; isOpen(): boolean; value(): T | undefined; readonly opened: Promise<T> };

export function gate<T = void>(): Gate<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  let done: { value: T } | undefined;
  return {
    open(value) {
      done ??= { value };
      resolve(value);
    },
    isOpen: () => done !== undefined,
    value: () => done?.value,
    opened: promise,
  };
}

export async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([promise, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
