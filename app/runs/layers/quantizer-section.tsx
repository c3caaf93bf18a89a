import { read } from '../../data/read';
import { QuantizerTable } from './quantizer-table';

/** The quantizers that a run made. */
export async function QuantizerSection({ runId }: { runId: number }) {
  return <QuantizerTable runId={runId} rows={await read('listQuantizers', runId)} />;
}
