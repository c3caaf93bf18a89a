import type { FocusEvent } from 'react';

/** Has what is typed into a field take the place of what stands there; by mouse the caret is put first. */
export function selectText({ currentTarget }: FocusEvent<HTMLInputElement>): void {
  requestAnimationFrame(() => currentTarget.select());
}
