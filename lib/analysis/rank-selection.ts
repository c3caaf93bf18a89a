const HIGH_DIGITS = 65_536;
const DIGITS = 256;
const SIGN = 0x8000;

interface Wanted {
  rank: number;
  /** Rank among the values that share the digits found so far. */
  within: number;
  /** Bits found so far, at their places. */
  bits: number;
  /** Its count table for the next digit, from 1. */
  slot: number;
}

/**
 * Exact selection of several ranks among float32 values by their bit patterns, without sorting.
 *
 * A float32 orders by its bits: positive ones upwards, negative ones downwards. The caller runs three loops over
 * the bit patterns and adds to the tables of this object: the upper 16 bits, then 8, then the last 8, each only
 * for the few values that share the upper digits of a wanted rank. Most-significant-digit radix selection, O(n),
 * 0.4 MB whatever n is.
 *
 * ```
 * high:   selection.highCounts[bits >>> 16]++
 * middle: slot = selection.highSlots[bits >>> 16]; if (slot) selection.middleCounts[(slot << 8) | ((bits >>> 8) & 255)]++
 * low:    slot = selection.middleSlots[(slot << 8) | ((bits >>> 8) & 255)]; if (slot) selection.lowCounts[(slot << 8) | (bits & 255)]++
 * ```
 */
export class RankSelection {
  /** How many values have these upper 16 bits. */
  readonly highCounts = new Uint32Array(HIGH_DIGITS);
  /** Table of `middleCounts` for the upper 16 bits, or 0 where no rank is wanted. */
  readonly highSlots = new Uint8Array(HIGH_DIGITS);
  /** Counts of bits 8 to 15 by slot; `[(slot << 8) | digit]`. */
  middleCounts = new Uint32Array(0);
  /** Table of `lowCounts` for slot and middle digit, or 0. */
  middleSlots = new Uint8Array(0);
  /** Counts of bits 0 to 7 by slot; `[(slot << 8) | digit]`. */
  lowCounts = new Uint32Array(0);
  private wanted: Wanted[] = [];

  /**
   * Ends the loop over the upper digit: finds the buckets that hold the ranks. At most 255 different ranks.
   *
   * @param ranks Ranks from 0, below the number of values counted.
   */
  startMiddle(ranks: Iterable<number>): void {
    this.wanted = [...new Set(ranks)]
      .sort((a, b) => a - b)
      .map((rank) => ({ rank, within: rank, bits: 0, slot: 0 }));
    let slots = 0;
    let before = 0;
    let next = 0;
    for (let position = 0; position < HIGH_DIGITS && next < this.wanted.length; position++) {
      // Negative values come first, those with the largest bits leading.
      const high = position < SIGN ? HIGH_DIGITS - 1 - position : position - SIGN;
      const end = before + this.highCounts[high];
      while (next < this.wanted.length && this.wanted[next].rank < end) {
        if (this.highSlots[high] === 0) this.highSlots[high] = ++slots;
        const wanted = this.wanted[next++];
        wanted.within = wanted.rank - before;
        wanted.bits = high << 16;
        wanted.slot = this.highSlots[high];
      }
      before = end;
    }
    this.middleCounts = new Uint32Array((slots + 1) * DIGITS);
    this.middleSlots = new Uint8Array((slots + 1) * DIGITS);
  }

  /** Ends the loop over the middle digit. */
  startLow(): void {
    let slots = 0;
    for (const wanted of this.wanted) {
      const digit = takeDigit(wanted, this.middleCounts);
      wanted.bits |= digit << 8;
      const index = (wanted.slot << 8) | digit;
      if (this.middleSlots[index] === 0) this.middleSlots[index] = ++slots;
      wanted.slot = this.middleSlots[index];
    }
    this.lowCounts = new Uint32Array((slots + 1) * DIGITS);
  }

  /** Ends the loop over the low digit: the value at each rank. */
  finish(): Map<number, number> {
    const bits = new Int32Array(1);
    const value = new Float32Array(bits.buffer);
    const values = new Map<number, number>();
    for (const wanted of this.wanted) {
      bits[0] = wanted.bits | takeDigit(wanted, this.lowCounts);
      values.set(wanted.rank, value[0]);
    }
    return values;
  }
}

function takeDigit(wanted: Wanted, counts: Uint32Array): number {
  const base = wanted.slot << 8;
  const flip = wanted.bits < 0 ? DIGITS - 1 : 0;
  for (let position = 0; position < DIGITS; position++) {
    const count = counts[base + (position ^ flip)];
    if (wanted.within < count) return position ^ flip;
    wanted.within -= count;
  }
  throw new RangeError('The counts of a digit do not hold the rank: the loops saw different values.');
}
