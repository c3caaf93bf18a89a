'use client';

import type { Coloring } from './colors';
import classes from './compare.module.css';

/** Most categories that are explained; more hues would not be told apart. */
const MOST_KEYS = 14;

/** What the colours of the charts stand for; nothing where each run has its own. */
export function ColorKeys({ coloring, name }: { coloring: Coloring; name: string }) {
  const { keys, isScale } = coloring;
  if (keys.length === 0) return null;
  return (
    <div className={classes.keys} data-testid="color-keys">
      <span>{name}</span>
      {isScale && keys.length > 1 ? (
        <span className={classes.key}>
          {keys[0].label}
          <span
            className={classes.scaleBar}
            style={{ background: `linear-gradient(to right, ${keys.map(({ color }) => color).join(', ')})` }}
            aria-hidden
          />
          {keys[keys.length - 1].label}
        </span>
      ) : (
        keys.slice(0, MOST_KEYS).map(({ label, color }) => (
          <span key={label} className={classes.key}>
            <span className={classes.swatch} style={{ background: color }} aria-hidden />
            {label}
          </span>
        ))
      )}
      {keys.length > MOST_KEYS && <span>+{keys.length - MOST_KEYS}</span>}
    </div>
  );
}
