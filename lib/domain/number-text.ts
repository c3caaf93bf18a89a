/** True for a number as a person or SQL writes it: a sign, digits, a point, an exponent; no spaces, no infinity. */
export function isNumberText(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}

/** True for the type of a result's column, as its table declares it or as its values are, that holds numbers. */
export function isNumericType(type: string): boolean {
  return /INT|REAL|FLOA|DOUB|NUM/.test(type);
}
