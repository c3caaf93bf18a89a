import { describe, expect, it } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensors,
  safetensorsMetadata,
} from '@/lib/formats/safetensors';

/** A file from a header text and data bytes, laid out by hand. */
function file(header: string, data: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  return Uint8Array.from([json.length, 0, 0, 0, 0, 0, 0, 0, ...json, ...data]);
}

const F32_1 = [0, 0, 128, 63]; // 1.0 little-endian
const F32_MINUS_2 = [0, 0, 0, 192]; // -2.0

describe('safetensors', () => {
  it('is read from bytes laid out by hand', () => {
    const header =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"I8","shape":[3],"data_offsets":[8,11]},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const { tensors, metadata } = readSafetensors(file(header, [...F32_1, ...F32_MINUS_2, 255, 0, 1]));
    expect(metadata).toEqual({ format: 'pt' });
    expect([...tensors.keys()]).toEqual(['a', 'b']);
    expect(tensors.get('a')).toEqual({ dtype: 'F32', shape: [1, 2], data: Float32Array.of(1, -2) });
    expect(tensors.get('b')).toEqual({ dtype: 'I8', shape: [3], data: Int8Array.of(-1, 0, 1) });
  });

  it('is written as the format says, the header filled to a multiple of 8', () => {
    const bytes = encodeSafetensors(new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]));
    const json = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'; // 54 characters
    expect([...bytes]).toEqual([
      56,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...new TextEncoder().encode(`${json}  `),
      ...F32_1,
      ...F32_MINUS_2,
    ]);
  });

  it('keeps every element type, empty and scalar tensors and odd names', () => {
    const tensors = new Map([
      ['bytes', { shape: [3], data: Uint8Array.of(1, 2, 255) }],
      ['7', { shape: [1], data: Int16Array.of(-300) }],
      ['scalar', { shape: [], data: Float32Array.of(Number.NaN) }],
      ['empty', { shape: [0, 4], data: new Float32Array() }],
      ['wide', { shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) }],
      ['größe/"x"', { shape: [2, 1], data: Float64Array.of(Math.PI, -0) }],
      ['constructor', { shape: [1], data: Uint32Array.of(4_000_000_000) }],
    ]);
    const bytes = encodeSafetensors(tensors, { b: '2', a: '1' });
    const read = readSafetensors(bytes);
    expect(new Set(read.tensors.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, tensor] of tensors) expect(read.tensors.get(name)).toMatchObject(tensor);
    expect(read.metadata).toEqual({ a: '1', b: '2' });
  });

  it('gives the same bytes for the same tensors, whatever the order of the metadata', () => {
    const tensors = new Map([['w', { shape: [1], data: Float32Array.of(3) }]]);
    expect(encodeSafetensors(tensors, { a: '1', b: '2' })).toEqual(
      encodeSafetensors(tensors, { b: '2', a: '1' }),
    );
    expect(safetensorsMetadata(encodeSafetensors(tensors))).toEqual({});
  });

  it('puts tensors of one type in the order of the map', () => {
    const tensor = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
    const bytes = encodeSafetensors(
      new Map([
        ['z', tensor(1)],
        ['a', tensor(-2)],
      ]),
    );
    expect([...bytes.slice(-8)]).toEqual([...F32_1, ...F32_MINUS_2]);
  });

  it('gives views where the bytes are aligned, copies where they are not', () => {
    const bytes = encodeSafetensors(new Map([['w', { shape: [2], data: Float32Array.of(1, -2) }]]));
    expect(decodeSafetensors(bytes).get('w')?.data.buffer).toBe(bytes.buffer);
    // A Buffer as readFile gives it: its slice() would not copy.
    const shifted = Buffer.from([0, 0, 0, ...bytes]).subarray(3);
    const copy = decodeSafetensors(shifted).get('w');
    expect(copy).toEqual({ shape: [2], data: Float32Array.of(1, -2) });
    expect(copy?.data.buffer).not.toBe(shifted.buffer);
  });

  const one = (offsets: string, shape = '[1]', dtype = 'F32') =>
    `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
  // The header of `{"a":...}` with offsets [0,4] takes 55 bytes, so the data begin at byte 63.
  const HEADER_1 = `{"a":${one('[0,4]')}} `;
  const faults: [what: string, bytes: Uint8Array, message: RegExp][] = [
    ['an empty file', new Uint8Array(), /w\.st: at byte 0 expected the length of the header/],
    [
      'another kind of file',
      new TextEncoder().encode('PK\x03\x04 zip archive'),
      /at byte 0 .*no safetensors file/,
    ],
    ['a cut header', file(HEADER_1).slice(0, 30), /at byte 30 expected a header of 55 bytes; found the end/],
    ['a header that is no JSON', file('{"a":'), /at byte 8 expected a header in JSON/],
    ['a list as header', file('[1]'), /at byte 8 expected tensors with dtype/],
    ['a tensor without a shape', file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', F32_1), /at "a\.shape"/],
    ['a number as metadata', file('{"__metadata__":{"n":1}}'), /at "n"/],
    ['a negative offset', file(`{"a":${one('[-4,0]')}}`), /at "a\.data_offsets\.0"/],
    ['cut data', file(HEADER_1, F32_1.slice(0, 3)), /at byte 66 expected "a" up to byte 67; found the end/],
    [
      'data too many',
      file(HEADER_1, [...F32_1, 9, 9]),
      /at byte 67 expected the end of the file; found 2 bytes/,
    ],
    [
      'offsets that do not fit the shape',
      file(`{"a":${one('[0,4]', '[2]')}} `, F32_1),
      /at byte 63 expected 8 bytes for "a", F32 \[2\]; found 4/,
    ],
    [
      'a hole',
      file(`{"a":${one('[0,4]')},"b":${one('[8,12]')}}`, [...F32_1, ...F32_1, ...F32_1]),
      /without hole; found "b"/,
    ],
    [
      'an overlap',
      file(`{"a":${one('[0,4]')},"b":${one('[2,6]')}}`, [...F32_1, 0, 0]),
      /without overlap; found "b"/,
    ],
  ];
  it.each(faults)('refuses %s, with file and offset', (_, bytes, message) => {
    expect(() => readSafetensors(bytes, 'w.st')).toThrow(message);
    expect(() => readSafetensors(bytes, 'w.st')).toThrow(expect.objectContaining({ code: 'file_invalid' }));
  });

  it('says which element types it does not read', () => {
    expect(() => readSafetensors(file(`{"a":${one('[0,2]', '[1]', 'F16')}}`, [0, 60]))).toThrow(
      /"a" has element type F16; expected one of F64/,
    );
    const int8 = encodeSafetensors(new Map([['q', { shape: [1], data: Int8Array.of(1) }]]));
    expect(() => decodeSafetensors(int8)).toThrow(/expected F32 for tensor "q"; found I8/);
  });

  it('refuses to write a tensor whose shape does not fit', () => {
    const tensors = new Map([['w', { shape: [3], data: Float32Array.of(1, 2) }]]);
    expect(() => encodeSafetensors(tensors)).toThrow(/"w" to have 3 values.*found 2/);
  });
});
