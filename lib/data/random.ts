import { AppError } from '@/lib/domain/errors';

/** What {@link Random.shuffle} can put in another order. */
export type Shuffleable = unknown[] | Int32Array | Uint8Array | Float32Array;

const UINT32 = 2 ** 32;

/**
 * Seeded stream of random numbers: xoshiro128**, period 2^128 - 1. The same state gives the same numbers on every
 * platform. Not for secrets.
 *
 * Source: Blackman and Vigna 2018, "Scrambled Linear Pseudorandom Number Generators", arXiv 1805.01407, section 5.
 */
export class Random {
  private readonly state: Uint32Array;
  private spareNormal: number | undefined;

  /** @param state Four words of 32 bits, not all 0. {@link createRandom} makes them from a seed. */
  constructor(state: ArrayLike<number>) {
    this.state = Uint32Array.from(state);
  }

  /** A whole number, uniform in [0, 2^32). */
  uint32(): number {
    const s = this.state;
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  /** A number uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A number of the standard normal distribution (Box and Muller 1958). */
  normal(): number {
    const spare = this.spareNormal;
    if (spare !== undefined) {
      this.spareNormal = undefined;
      return spare;
    }
    // 1 - uniform lies in (0, 1], so that its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** A whole number, uniform in [0, bound); `bound` from 1 to 2^32. No modulo bias: the uneven rest is drawn again. */
  int(bound: number): number {
    const fair = UINT32 - (UINT32 % bound);
    let value = this.uint32();
    while (value >= fair) value = this.uint32();
    return value % bound;
  }

  /** Puts the elements in a random order, in place (Fisher and Yates), and returns the same array. */
  shuffle<T extends Shuffleable>(array: T): T {
    for (let last = array.length - 1; last > 0; last--) {
      const other = this.int(last + 1);
      const kept = array[last];
      array[last] = array[other];
      array[other] = kept;
    }
    return array;
  }

  /** The numbers 0 to `count - 1` in a random order. */
  permutation(count: number): Int32Array {
    return this.shuffle(Int32Array.from({ length: count }, (_, index) => index));
  }
}

/**
 * Random numbers for one purpose: each pair of seed and stream name has its own, so that drawing more for one
 * purpose changes nothing for another.
 *
 * The generator's state is two outputs of SplitMix64 started at `seed * 2^32 + fnv1a(stream)`.
 *
 * @param seed Whole number in [0, 2^32).
 * @param stream Purpose of the numbers, as `weights` or `batches/3`.
 * @throws AppError `invalid_argument` for another seed.
 */
export function createRandom(seed: number, stream = ''): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed >= UINT32) {
    throw new AppError(
      'invalid_argument',
      `Random numbers need a seed that is a whole number from 0 to 4294967295; found ${seed}.`,
    );
  }
  const next = splitMix64((BigInt(seed) << 32n) | BigInt(fnv1a(stream)));
  const words = [next(), next()].flatMap((value) => [Number(value & 0xffffffffn), Number(value >> 32n)]);
  return new Random(words);
}

/**
 * Outputs of SplitMix64, for spreading a seed over a longer state.
 *
 * Source: Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators", figure 16, with the
 * constants of variant 13.
 */
export function splitMix64(seed: bigint): () => bigint {
  let state = BigInt.asUintN(64, seed);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  };
}

/** 32-bit FNV-1a hash of a text's UTF-8 bytes (Fowler, Noll and Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
