import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { listModels, type ModelListRow } from '@/db/queries/models';
import { openDatabase } from '../data/database';
import { bytes, count, intervalOfAccuracy, NO_VALUE, percent } from '../format/quantities';
import { SqlLink } from '../format/sql-link';
import { When } from '../format/when';
import { LiveRefresh } from '../live/live-refresh';
import { EmptyState, PageBody } from '../shell/page-body';
import { ScrollX } from '../shell/scroll-x';

const MOST_MODELS = 300;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('models'))('title') };
}

export default async function ModelsPage() {
  const t = await getTranslations('models');
  const models = listModels(await openDatabase(), MOST_MODELS);
  return (
    <PageBody
      title={t('title')}
      below={models.length === MOST_MODELS ? <span>{t('newest', { count: MOST_MODELS })}</span> : undefined}
      actions={<SqlLink sql={'-- The model store\nSELECT * FROM models ORDER BY id DESC'} />}
    >
      <LiveRefresh />
      {models.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>
          <p>{t.rich('emptyText', { launch: (text) => <Link href="/launch">{text}</Link> })}</p>
        </EmptyState>
      ) : (
        <ModelTable
          models={models}
          labels={await getTranslations('models')}
          engine={await getTranslations('words.engine')}
        />
      )}
    </PageBody>
  );
}

function ModelTable(props: {
  models: ModelListRow[];
  labels: Awaited<ReturnType<typeof getTranslations<'models'>>>;
  engine: Awaited<ReturnType<typeof getTranslations<'words.engine'>>>;
}) {
  const { models, labels: t, engine } = props;
  return (
    <ScrollX label={t('title')}>
      <table className="data-table">
        <thead>
          <tr>
            <th className="number">{t('id')}</th>
            <th>{t('name')}</th>
            <th>{t('architecture')}</th>
            <th>{t('experiment')}</th>
            <th className="number">{t('testAccuracy')}</th>
            <th className="number">{t('sparsity')}</th>
            <th>{t('weights')}</th>
            <th className="number">{t('parameters')}</th>
            <th className="number">{t('size')}</th>
            <th className="number">{t('macs')}</th>
            <th>{t('owner')}</th>
            <th>{t('created')}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id}>
              <td className="number">{model.id}</td>
              <td style={{ minWidth: 160 }}>
                <Link href={`/runs/${model.runId}`}>{model.name}</Link>
                {model.version > 1 && <span className="muted"> v{model.version}</span>}
              </td>
              <td className="mono nowrap">{model.architecture}</td>
              <td style={{ minWidth: 150 }}>
                <Link href={`/experiments/${model.experimentId}`}>{model.experimentName}</Link>
              </td>
              <td className="number">
                {model.testCorrect === null || model.testSamples === null ? (
                  NO_VALUE
                ) : (
                  <>
                    {model.testEngine && model.testEngine !== 'float' && (
                      <span className="muted">{engine(model.testEngine)} </span>
                    )}
                    {percent(model.testCorrect / model.testSamples)}{' '}
                    <span className="muted">
                      {intervalOfAccuracy({ correct: model.testCorrect, samples: model.testSamples }, 1)}
                    </span>
                  </>
                )}
              </td>
              <td className="number">{percent(model.sparsity, 1)}</td>
              <td>{model.bits === 32 ? 'float32' : `int${model.bits}`}</td>
              <td className="number">{count(model.parameters)}</td>
              <td className="number">{bytes(model.storedBytes)}</td>
              <td className="number">{count(model.macs)}</td>
              <td>{model.owner}</td>
              <td>
                <When at={model.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
