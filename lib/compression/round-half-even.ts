/** Adding it to a double below 2^51 leaves no bits after the point, rounded half to even by the hardware. */
const NO_FRACTION = 1.5 * 2 ** 52;

/**
 * The nearest whole number, ties to the even one: 0.5 -> 0, 1.5 -> 2, 2.5 -> 2, -0.5 -> 0.
 *
 * What Python's `round`, torch's `nearbyint` and ONNX's QuantizeLinear do; `Math.round` gives 1, 2, 3.
 *
 * @param value Any number; NaN and the infinities are returned as they are.
 */
export function roundHalfEven(value: number): number {
  return Math.abs(value) < 2 ** 51 ? value + NO_FRACTION - NO_FRACTION : Math.round(value);
}
