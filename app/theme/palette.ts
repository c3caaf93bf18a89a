/** The two colour schemes. */
export type Scheme = 'light' | 'dark';

/** How a model was compressed; `combined` is more than one way on the same model. */
export const TECHNIQUES = ['baseline', 'prune', 'quantize', 'distill', 'combined'] as const;
export type Technique = (typeof TECHNIQUES)[number];

interface Palette {
  background: string;
  surface: string;
  raised: string;
  line: string;
  strongLine: string;
  text: string;
  muted: string;
  accent: string;
  onAccent: string;
  accentSoft: string;
  hover: string;
  good: string;
  warning: string;
  bad: string;
  technique: Record<Technique, string>;
  /** Low to high for accuracy lost; ends are told apart by lightness, so that no hue is needed. */
  loss: readonly string[];
}

/** All colours of the app. Grid, editor, charts and Mantine take theirs from here. */
export const PALETTE: Record<Scheme, Palette> = {
  light: {
    background: '#ffffff',
    surface: '#f7f8f9',
    raised: '#ffffff',
    line: '#e3e6e9',
    strongLine: '#c9ced4',
    text: '#16191d',
    muted: '#5b636d',
    accent: '#0b6e80',
    onAccent: '#ffffff',
    accentSoft: '#e2f1f4',
    hover: '#f0f3f5',
    good: '#13795b',
    warning: '#8a5a00',
    bad: '#b3261e',
    technique: {
      baseline: '#6b7280',
      prune: '#00875a',
      quantize: '#0b66c3',
      distill: '#7c3aed',
      combined: '#c77700',
    },
    loss: ['#fbfaf7', '#fdebcf', '#fdcf9b', '#f9a468', '#ea6e43', '#cb3a2c', '#96151f', '#5c0a1c'],
  },
  dark: {
    background: '#111418',
    surface: '#171b20',
    raised: '#1c2127',
    line: '#2a3038',
    strongLine: '#414a55',
    text: '#e6e9ed',
    muted: '#9aa4af',
    accent: '#4cc3d9',
    onAccent: '#06232a',
    accentSoft: '#12333b',
    hover: '#20262d',
    good: '#4cc38a',
    warning: '#e0a63a',
    bad: '#ff8177',
    technique: {
      baseline: '#9aa4af',
      prune: '#3fc78f',
      quantize: '#5aa9f8',
      distill: '#b08cff',
      combined: '#f0ad3e',
    },
    loss: ['#171b20', '#33211f', '#522821', '#7a3022', '#a03f24', '#de7440', '#f6a965', '#fde3b0'],
  },
};

/** A colour of the palette as a CSS variable, which follows the colour scheme. */
export function cssColor(name: Exclude<keyof Palette, 'technique' | 'loss'>): string {
  return `var(--lathe-${name.toLowerCase()})`;
}

/** The colour of a technique as a CSS variable. */
export function techniqueColor(technique: Technique): string {
  return `var(--lathe-technique-${technique})`;
}

/** The palette of one scheme as CSS variables. */
export function paletteVariables(scheme: Scheme): Record<string, string> {
  const { technique, loss, ...plain } = PALETTE[scheme];
  return Object.fromEntries([
    ...Object.entries(plain).map(([name, value]) => [`--lathe-${name.toLowerCase()}`, value]),
    ...Object.entries(technique).map(([name, value]) => [`--lathe-technique-${name}`, value]),
    ...loss.map((value, index) => [`--lathe-loss-${index}`, value]),
  ]);
}
