import { defaultOptionsFilter, type SelectProps } from '@mantine/core';

/** Narrows the choices of a list. */
type Filter = NonNullable<SelectProps['filter']>;

/**
 * The filter of a list of choices that says `nothing` as a choice nobody can take where none is left: a list without
 * choices is an error to a screen reader.
 */
export function orNothing(nothing: string, filter: Filter = defaultOptionsFilter as Filter): Filter {
  return (input) => {
    const left = filter(input);
    return left.length > 0 ? left : [{ value: '', label: nothing, disabled: true }];
  };
}
