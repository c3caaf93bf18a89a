'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { LayerComparison } from '@/db/queries/compare-layers';
import type { ComparedRun } from '@/db/queries/compare-runs';
import { ScrollX } from '../shell/scroll-x';
import classes from './compare.module.css';
import { hasSeveralNetworks, layerName, showLayerValue } from './layer-option';

/** The table behind the heat map: every exact value; a cross where a run has no such layer. */
export function LayerTable({
  comparison,
  runs,
}: {
  comparison: LayerComparison;
  runs: readonly ComparedRun[];
}) {
  const t = useTranslations('compare');
  const [isOpen, setOpen] = useState(false);
  const isMixed = hasSeveralNetworks(comparison);
  return (
    <details className={classes.details} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('exactValues')}</summary>
      {isOpen && (
        <ScrollX label={t('layersLabel')}>
          <table className={classes.table} data-testid="layer-values">
            <thead>
              <tr>
                <th className={classes.first}>{t('run')}</th>
                {comparison.layers.map((layer) => (
                  <th key={layerName(layer, true)} className="number mono">
                    {layerName(layer, isMixed)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {runs.map((run, place) => (
                <tr key={run.id}>
                  <th scope="row" className={classes.first}>
                    <Link href={`/runs/${run.id}`} prefetch={false}>
                      #{run.id} {run.name}
                    </Link>
                  </th>
                  {comparison.layers.map((layer) => {
                    const cell = layer.cells[place];
                    return (
                      <td
                        key={layerName(layer, true)}
                        className="number"
                        title={cell ? String(cell.value) : t('noLayer')}
                      >
                        {cell ? (
                          showLayerValue(comparison.quantity, cell.value)
                        ) : (
                          <span className="muted">×</span>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </details>
  );
}
