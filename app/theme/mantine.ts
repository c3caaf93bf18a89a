'use client';

import {
  ActionIcon,
  type AlertProps,
  type AnchorProps,
  type AutocompleteProps,
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Menu,
  type MultiSelectProps,
  type NumberInputProps,
  type SegmentedControlProps,
  type SelectProps,
  TextInput,
  type TooltipProps,
} from '@mantine/core';
import { PALETTE, paletteVariables } from './palette';

const SANS =
  'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const MONO =
  'ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';

/** The list itself scrolls: a box around it that scrolls would be a stop of the keyboard that does nothing. */
const LISTBOX = {
  withScrollArea: false,
  styles: { options: { maxHeight: 320, overflowY: 'auto' } },
} as const;

/** Mantine's theme: one accent, small radii, dense controls. */
export const theme = createTheme({
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: {
    fontFamily: SANS,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  primaryColor: 'lathe',
  primaryShade: { light: 7, dark: 3 },
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    // The accent is dark on light pages and light on dark ones: its label takes the colour that reads on it.
    if (input.variant !== 'filled') return colors;
    const label = 'var(--lathe-onaccent)';
    if (input.color === 'red')
      return { ...colors, background: 'var(--lathe-bad)', hover: 'var(--lathe-bad)', color: label };
    if ((input.color ?? 'lathe') !== 'lathe') return colors;
    return { ...colors, background: 'var(--lathe-accent)', color: label };
  },
  colors: {
    lathe: [
      '#e2f1f4',
      '#c4e4ea',
      '#93d2de',
      '#4cc3d9',
      '#2fabc1',
      '#1c93a8',
      '#127f93',
      '#0b6e80',
      '#085664',
      '#053f4a',
    ],
    // Mantine's dark surfaces, in the palette's blue greys.
    dark: [
      PALETTE.dark.text,
      '#b8c0c9',
      PALETTE.dark.muted,
      '#5b6672',
      PALETTE.dark.strongLine,
      PALETTE.dark.line,
      PALETTE.dark.raised,
      PALETTE.dark.background,
      '#0c0f12',
      '#080a0c',
    ],
  },
  defaultRadius: 4,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    // The element that takes the first focus is no item, which screen readers are told a menu consists of.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    // By name alone: naming the components would load their code on every page.
    NumberInput: { defaultProps: { size: 'sm' } satisfies Partial<NumberInputProps> },
    Select: {
      defaultProps: { size: 'sm', allowDeselect: false, ...LISTBOX } satisfies Partial<SelectProps>,
    },
    MultiSelect: { defaultProps: LISTBOX satisfies Partial<MultiSelectProps> },
    Autocomplete: { defaultProps: LISTBOX satisfies Partial<AutocompleteProps> },
    SegmentedControl: { defaultProps: { transitionDuration: 0 } satisfies Partial<SegmentedControlProps> },
    Tooltip: {
      defaultProps: {
        openDelay: 150,
        withArrow: false,
        multiline: true,
        maw: 360,
      } satisfies Partial<TooltipProps>,
    },
    Anchor: { defaultProps: { underline: 'hover' } satisfies Partial<AnchorProps> },
    Alert: { defaultProps: { variant: 'light' } satisfies Partial<AlertProps> },
  },
});

/** Mantine's own variables point at the palette, so that nothing keeps a colour of its own. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--lathe-background)',
    '--mantine-color-text': 'var(--lathe-text)',
    '--mantine-color-dimmed': 'var(--lathe-muted)',
    '--mantine-color-anchor': 'var(--lathe-accent)',
    '--mantine-color-default-border': 'var(--lathe-strongline)',
    '--mantine-color-default': 'var(--lathe-raised)',
    '--mantine-color-default-hover': 'var(--lathe-hover)',
    '--mantine-color-placeholder': 'var(--lathe-muted)',
    '--mantine-color-error': 'var(--lathe-bad)',
  };
  return {
    variables: {},
    light: { ...paletteVariables('light'), ...shared },
    dark: { ...paletteVariables('dark'), ...shared },
  };
};
