'use client';

import { useComputedColorScheme } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { KeptTable } from '@/lib/domain/note-content';
import { SqlLink } from '../format/sql-link';
import { shortName } from '../runs/curves/curve-format';
import { groupCurves, type Panel } from '../runs/curves/curve-groups';
import { CurveLegend } from '../runs/curves/curve-legend';
import { curveColors, type DrawnCurve } from '../runs/curves/curve-option';
import { CurvePlot } from '../runs/curves/curve-plot';
import { type ShownWindow, timeUnit } from '../runs/curves/curve-x';
import curves from '../runs/curves/curves.module.css';
import { curvesSql } from '../runs/curves/curves-sql';
import { PALETTE } from '../theme/palette';
import classes from './notes.module.css';

const SHARED_HEIGHT = 240;
const SINGLE_HEIGHT = 160;

interface KeptCurve {
  key: string;
  steps: number[];
  values: number[];
}

/** The curves of a run as they were read: losses and accuracies, then all others behind a line that opens them. */
export function RunPartCurves({ runId, table }: { runId: number; table: KeptTable }) {
  const t = useTranslations('notes');
  const words = useTranslations('curves');
  const [isOpen, setOpen] = useState(false);
  const byKey = useMemo(() => curvesOf(table), [table]);
  const groups = useMemo(
    () =>
      groupCurves([...byKey.values()].map(({ key, steps }, id) => ({ id, key, pointCount: steps.length }))),
    [byKey],
  );
  const shared = groups.filter(({ isShared }) => isShared).flatMap(({ panels }) => panels);
  const others = groups.filter(({ isShared }) => !isShared).flatMap(({ panels }) => panels);
  if (byKey.size === 0) return <p className="muted">{t('noCurves')}</p>;
  const draw = (panel: Panel, height: number) => (
    <PanelPlot key={panel.name} runId={runId} panel={panel} curves={byKey} height={height} />
  );
  return (
    <div className={classes.part}>
      <div className={curves.shared}>{shared.map((panel) => draw(panel, SHARED_HEIGHT))}</div>
      {others.length > 0 && (
        <details
          className={curves.group}
          open={isOpen}
          onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
        >
          <summary>
            {t('otherCurves')} <span className="muted">{words('matches', { count: others.length })}</span>
          </summary>
          {isOpen && <div className={curves.small}>{others.map((panel) => draw(panel, SINGLE_HEIGHT))}</div>}
        </details>
      )}
    </div>
  );
}

function PanelPlot(props: {
  runId: number;
  panel: Panel;
  curves: ReadonlyMap<string, KeptCurve>;
  height: number;
}) {
  const { runId, panel, height } = props;
  const t = useTranslations('curves');
  const scheme = useComputedColorScheme('light');
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<ShownWindow>();
  const names = useMemo(() => panel.keys.map(({ key }) => key), [panel]);
  const colors = useMemo(() => curveColors(names, PALETTE[scheme]), [names, scheme]);
  const drawn = useMemo(
    () =>
      names.flatMap((name, index): DrawnCurve[] => {
        const curve = props.curves.get(name);
        if (!curve || hidden.has(name)) return [];
        const { steps: x, values } = curve;
        return [{ id: name, name, x, values, color: colors[index], width: 2, opacity: 1 }];
      }),
    [names, props.curves, hidden, colors],
  );
  const isShared = names.length > 1 || panel.name === 'loss' || panel.name === 'accuracy';
  const yName = panel.name === 'loss' || panel.name === 'accuracy' ? t(panel.name) : shortName(panel.name);
  return (
    <div className={curves.panel}>
      <div className={curves.panelHead}>
        <h3 className={isShared ? curves.panelName : `${curves.panelName} mono`}>
          {isShared ? yName : panel.name}
        </h3>
        <SqlLink sql={curvesSql(runId, names, zoom)} />
      </div>
      {names.length > 1 && (
        <CurveLegend
          names={names}
          colors={colors}
          hidden={hidden}
          onToggle={(key) =>
            setHidden((before) => {
              const next = new Set(before);
              if (!next.delete(key)) next.add(key);
              return next;
            })
          }
        />
      )}
      <CurvePlot
        curves={drawn}
        mode="step"
        unit={timeUnit(0)}
        xFrom={zoom?.from}
        xTo={zoom?.to}
        metric={names[0]}
        yName={yName}
        smoothing={0}
        isLog={false}
        height={height}
        onStretch={(low, high) => {
          const window = { from: Math.floor(low), to: Math.ceil(high) };
          if (window.to > window.from) setZoom(window);
        }}
        onDoubleClick={() => setZoom(undefined)}
      />
    </div>
  );
}

/** The curves of a table of `key`, `step` and `value`; a value that is missing is NaN. */
function curvesOf({ rows }: KeptTable): Map<string, KeptCurve> {
  const found = new Map<string, KeptCurve>();
  for (const [name, step, value] of rows) {
    const key = String(name);
    const curve = found.get(key) ?? { key, steps: [], values: [] };
    found.set(key, curve);
    curve.steps.push(Number(step));
    // Infinite ones come as texts.
    curve.values.push(value === null ? Number.NaN : Number(value));
  }
  return found;
}
