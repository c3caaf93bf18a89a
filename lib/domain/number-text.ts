/** True for a number as a person or SQL writes it: a sign, digits, a point, an exponent; no spaces, no infinity. */
export function isNumberText(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
}
