import type { Curve, CurveTail } from '@/db/queries/metric-series';
import type { ShownWindow } from './curve-x';

/** A curve whose values are numbers again; JSON has no NaN and no infinities. */
export type SentCurve = Curve;

interface Reply {
  curves: (Omit<Curve, 'values'> & { values: (number | string)[] })[];
  tails: (Omit<CurveTail, 'curve'> & { curve: Reply['curves'][number] })[];
}

/** Asked of the server; tails may add to them up to {@link MOST_POINTS}, then the curve is asked for again. */
const ASKED_POINTS = 1_500;
const MOST_POINTS = 2_000;
/** Few, so that long curves are read side by side. */
const MOST_IN_REQUEST = 10;

/** The curves of a run that are on the screen: loads each once for the window and follows it by its cursor. */
export class CurveStore {
  readonly #runId: number;
  readonly #curves = new Map<number, SentCurve>();
  readonly #versions = new Map<number, number>();
  readonly #watched = new Map<number, number>();
  readonly #loadedFor = new Map<number, string>();
  readonly #wanted = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #window: ShownWindow | undefined;
  #isFailed = false;
  #isQueued = false;

  constructor(runId: number) {
    this.#runId = runId;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  get window(): ShownWindow | undefined {
    return this.#window;
  }

  /** True while the last request failed. */
  get isFailed(): boolean {
    return this.#isFailed;
  }

  get(keyId: number): SentCurve | undefined {
    return this.#curves.get(keyId);
  }

  /** Changes whenever one of the curves does. */
  versionOf(keyIds: readonly number[]): string {
    return keyIds.map((keyId) => this.#versions.get(keyId) ?? 0).join(' ');
  }

  /** Loads the metrics and follows them until the returned function is called. */
  watch(keyIds: readonly number[]): () => void {
    for (const keyId of keyIds) {
      this.#watched.set(keyId, (this.#watched.get(keyId) ?? 0) + 1);
      this.#want(keyId);
    }
    return () => {
      for (const keyId of keyIds) {
        const left = (this.#watched.get(keyId) ?? 1) - 1;
        if (left > 0) this.#watched.set(keyId, left);
        else {
          this.#watched.delete(keyId);
          // It is not followed while nobody sees it.
          this.#loadedFor.delete(keyId);
        }
      }
    };
  }

  /** Shows other steps: what is drawn stays until the new points are here. */
  setWindow(window: ShownWindow | undefined): void {
    this.#window = window;
    for (const keyId of this.#watched.keys()) this.#want(keyId);
    this.#tell();
  }

  /** Asks for what failed again. */
  retry(): void {
    for (const keyId of this.#watched.keys()) this.#want(keyId);
  }

  /** Fetches what was recorded since, for the curves that are seen: only new points are sent. */
  async follow(): Promise<void> {
    const cursors = [...this.#watched.keys()]
      .filter((keyId) => this.#loadedFor.get(keyId) === this.#windowName())
      .map((keyId) => this.#curves.get(keyId)?.cursor)
      .filter((cursor) => cursor !== undefined);
    for (let start = 0; start < cursors.length; start += MOST_IN_REQUEST) {
      await this.#fetch('tail', cursors.slice(start, start + MOST_IN_REQUEST));
    }
    this.retry();
  }

  #windowName(): string {
    return this.#window ? `${this.#window.from}-${this.#window.to}` : '';
  }

  #want(keyId: number): void {
    if (this.#loadedFor.get(keyId) === this.#windowName()) return;
    this.#wanted.add(keyId);
    if (this.#isQueued) return;
    this.#isQueued = true;
    // Charts that come into view together are asked for together.
    setTimeout(() => {
      this.#isQueued = false;
      const keyIds = [...this.#wanted];
      this.#wanted.clear();
      for (let start = 0; start < keyIds.length; start += MOST_IN_REQUEST) {
        this.#fetch('key', keyIds.slice(start, start + MOST_IN_REQUEST));
      }
    });
  }

  async #fetch(what: 'key' | 'tail', values: readonly (number | string)[]): Promise<void> {
    const name = this.#windowName();
    const query = new URLSearchParams({ points: String(ASKED_POINTS) });
    if (this.#window) {
      query.set('from', String(this.#window.from));
      query.set('to', String(this.#window.to));
    }
    for (const value of values) query.append(what, String(value));
    const response = await fetch(`/api/runs/${this.#runId}/metrics/curves?${query}`).catch(() => undefined);
    const reply = response?.ok
      ? ((await response.json().catch(() => undefined)) as Reply | undefined)
      : undefined;
    this.#isFailed = reply === undefined;
    // An answer for a window that is no longer shown is of no use.
    if (reply && name === this.#windowName()) {
      for (const curve of reply.curves) this.#put(toNumbers(curve), name);
      for (const tail of reply.tails) this.#putTail(tail, toNumbers(tail.curve), name);
    }
    this.#tell();
  }

  #putTail({ after, isWhole }: Reply['tails'][number], tail: SentCurve, name: string): void {
    const known = this.#curves.get(tail.keyId);
    if (isWhole || !known) {
      this.#put(tail, name);
      return;
    }
    // The curve was loaded anew meanwhile.
    if (known.cursor !== after) return;
    this.#put(
      {
        ...tail,
        pointCount: known.pointCount + tail.pointCount,
        steps: known.steps.concat(tail.steps),
        values: known.values.concat(tail.values),
        recordedAt: known.recordedAt.concat(tail.recordedAt),
      },
      name,
    );
    if (known.steps.length + tail.steps.length > MOST_POINTS) this.#loadedFor.delete(tail.keyId);
  }

  #put(curve: SentCurve, name: string): void {
    this.#curves.set(curve.keyId, curve);
    this.#versions.set(curve.keyId, (this.#versions.get(curve.keyId) ?? 0) + 1);
    this.#loadedFor.set(curve.keyId, name);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function toNumbers(curve: Reply['curves'][number]): SentCurve {
  return { ...curve, values: curve.values.map(Number) };
}
