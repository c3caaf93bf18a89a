import type { QueryChild } from './query-child';

/** How long nobody must have asked until a process is replaced that is to be soon. */
const REST_MS = 50;

/** The processes that wait for a query. */
export interface IdleProcesses {
  /** One that can be used, started when there is none. */
  take(): QueryChild;
  /** Keeps a process for the next query, or ends one that is due to be replaced. */
  giveBack(child: QueryChild): Promise<void>;
  /** From now on none is kept and none is started beforehand. */
  close(): void;
}

/**
 * Keeps query processes for reuse. While nobody asks, those that near their end are replaced, one after the other: else
 * somebody would wait for the start.
 */
export function createIdleProcesses(pool: {
  start: () => QueryChild;
  end: (child: QueryChild) => Promise<void>;
  isBusy: () => boolean;
}): IdleProcesses {
  const idle: QueryChild[] = [];
  let isClosed = false;
  let rest: NodeJS.Timeout | undefined;

  function replaceSoon(): void {
    clearTimeout(rest);
    rest = setTimeout(() => {
      // The last is the one that is used most; one that starts is to be taken last.
      const tired = idle.findLastIndex(({ isTired }) => isTired);
      if (tired < 0 || pool.isBusy()) return;
      const [child] = idle.splice(tired, 1);
      idle.unshift(pool.start());
      void pool.end(child);
      replaceSoon();
    }, REST_MS).unref();
  }

  return {
    take: () => {
      for (let child = idle.pop(); child; child = idle.pop()) {
        if (child.isReusable) return child;
        void pool.end(child);
      }
      return pool.start();
    },
    giveBack: async (child) => {
      if (!child.isReusable || isClosed) return pool.end(child);
      idle.push(child);
      replaceSoon();
    },
    close: () => {
      isClosed = true;
      clearTimeout(rest);
    },
  };
}
