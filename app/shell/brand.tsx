import { IconChartHistogram } from '@tabler/icons-react';

/** The product's name with its mark. */
export function Brand() {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, fontWeight: 700, fontSize: 17 }}>
      <IconChartHistogram size={20} color="var(--lathe-accent)" aria-hidden />
      Lathe
    </span>
  );
}
